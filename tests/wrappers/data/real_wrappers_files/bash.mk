SHELL := /bin/bash
-include missing.mk inc.mk
sinclude other.mk
all2:
	[[ a == a ]] && mk bash
	a=(1 2); mk "$${a[1]}"
