"""Advice, all of it from data: which qualification fits, which grade of membership is open, how long study takes."""
