include:
	mk included $(LIST)
