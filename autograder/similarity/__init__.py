"""Whose answers look alike: pairs in order, side by side, against the class's own distribution.

The method: an answer is what a student added to the released cells, as words of Python whose own names are all alike,
its statements sorted; two answers are as alike as their longest common subsequence of words is long
(Bergroth, Hakonen and Raita, 2000, https://doi.org/10.1109/SPIRE.2000.878178; computed by rapidfuzz).
"""
