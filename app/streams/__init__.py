"""Word to open pages of what has changed: server-sent events, from a process of their own.

A page holds its stream open for as long as it is looked at, which would take a thread of the web server each; here it
takes a few kilobytes. What a stream says is asked of the same pages, as the person who looks.
"""
