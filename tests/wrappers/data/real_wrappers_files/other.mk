first:
	mk first
named:
	mk named
