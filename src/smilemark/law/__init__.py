"""The regulations as code: values in, a finding out, with the article it rests on.

No framework, no clock, no database, no chance and no binary floating point.
"""
