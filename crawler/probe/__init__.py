"""How a list that a script fills is found out: what its page asked for, which answer holds the list, how it pages.

`watch` opens the page; `guess` is pure and turns a recording into rules for the portal's file, the likeliest first;
`verify` asks as the crawl would and believes a rule only when it brings what the page showed. `gongkai portals probe`
puts them together (crawler/commands/portals_probe.py).
"""
