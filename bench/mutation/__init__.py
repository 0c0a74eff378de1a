"""Mutation testing of the law: which small changes of a rule does no test notice?"""
