"""What if a number of the regulation were another: every stored finding asked again, nothing written."""
