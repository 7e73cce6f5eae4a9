"""The core: what is known, and what may be said of it.

It knows neither Rasa nor any channel, reads no clock and holds no sentence: facts come from
`knowledge/`, today's date is an argument, words of the talk are joined on by `render`.
"""
