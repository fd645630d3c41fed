.ONESHELL:
.DEFAULT_GOAL := second
first: ; mk first
second:
	cd sub
	@mk $(notdir $(CURDIR))
	-x=5
	mk $$x
