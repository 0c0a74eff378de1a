"""The same rules over columns: one answer per row as small integers, for surveillance, replay and statistics.

A column is a numpy array of integers, truth values or days (`datetime64[D]`, NaT where a fact is not there); an
enumeration is a column of places in it (`columns.places_of`). Every function here has a scalar rule it equals on
each row, takes its numbers from the same tables of versions, and gives codes: a code's place in the law and
result stand in the tuple of codes beside the function, and the full reasons of a row come from the scalar rule
itself (`explain`). No floating point: shares are compared by cross multiplication, in Python integers where 64 bits
would not hold the product. numpy is imported here and nowhere else in `law`.
"""
