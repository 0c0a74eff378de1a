"""Smilemark runs certification and industry-support schemes."""
