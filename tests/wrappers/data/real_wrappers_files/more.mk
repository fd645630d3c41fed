export PATH_ADD := x
SP := a b  c	d
EMPTY :=
COMMA := ,
REC = $(LATER)
LATER = later
SIMPLE := $(LATER)
LATER = changed
COND ?= was
COND ?= not
APP := 1
APP += 2
APP2 += first
override OVR = ovr
SH != printf 'bang x'
VAL = $(LATER) x
A.B-C = dotted
M = $(1)/$(2)/$(0)
define LINES
mk l1
@mk l2
endef
define WITHEQ =
we
endef
NESTED = $($(NAME))
NAME = SIMPLE
SUBST = a.c b.c c.o
HASH = a\#b# comment
LONG = one \
  two \
	three
first_goal: ; @mk default
.PHONY: all multi1 multi2
multi1 multi2: ; mk $@
vals:
	mk '$(REC)' '$(SIMPLE)' '$(COND)' '$(APP)' '$(APP2)' '$(OVR)' '$(SH)' '$(value VAL)' '$(A.B-C)' '$(WITHEQ)' '$(NESTED)'
	mk '$(HASH)' '$(LONG)' '$(EMPTY)' '$(COMMA)' "$$V" '$(UNDEFINED)' ${LATER} $(LATER:changed=new)
subst:
	mk $(SUBST:.c=.o) $(SUBST:%.c=%.d) $(SUBST:c=) $(patsubst %.c,dir/%.o,$(SUBST)) $(patsubst b.c,exact,$(SUBST)) $(patsubst %,%.x,$(SUBST))
	mk $(subst ., ,$(SUBST)) $(subst a,,banana) $(subst x,y,none) $(findstring b,abc) '$(findstring x,abc)' $(strip $(SP)) $(words $(SP)) $(words)
	mk $(filter %.c %.o,$(SUBST)) $(filter-out %.c,$(SUBST)) '$(filter x,$(SUBST))' $(sort z y z a) $(word 1,$(SP)) '$(word 9,$(SP))' $(wordlist 2,3,$(SP)) '$(wordlist 3,2,$(SP))'
	mk $(firstword $(SP)) $(lastword $(SP)) '$(firstword)' $(dir a/b c /d) $(notdir a/b c d/) $(suffix a.b c d/e.f) $(basename a.b c d.e/f g.h.i)
	mk $(addprefix p/,a b) $(addsuffix .s,a b) $(join a b,1 2 3) $(join a b c,1) $(wildcard *.awk no.* s*.sh) $(notdir $(abspath sub/x ./y)) $(notdir $(realpath s.sh))
conds:
	mk $(if a,yes,no) $(if ,yes,no) $(if $(EMPTY),yes) $(if $(LATER), sp ,no) $(or $(EMPTY),b,c) '$(and a,$(EMPTY),c)' $(and a,b) $(foreach x,a b c,$(x)-$(x)) $(call M,p,q) $(call M,p)
	mk $(origin LATER) $(origin NOTHING) '$(info hidden)' $(foreach f,$(SP),$(addprefix x,$(f))) $(call LATER) $(eval E1 := e1)$(E1) $(shell printf s1) $(words $(shell printf 'a b'))
ifeq ($(LATER),changed)
C1 = eq
else
C1 = ne
endif
ifneq "$(LATER)" 'changed'
C2 = ne
else ifdef EMPTY
C2 = def
else ifndef EMPTY
C2 = undef
else
C2 = none
endif
ifdef LATER
ifeq ($(SIMPLE),later)
C3 = deep
else
C3 = shallow
endif
endif
ifeq (a,b)
ifeq (a,a)
C4 = wrong
endif
else
C4 = right
endif
ifeq ($(strip $(EMPTY)),)
C5 = blank
endif
iffy:
	mk $(C1) $(C2) $(C3) $(C4) $(C5)
order: vals2 | first_goal
	mk $@ $< $^ '$|' $+
vals2 &: ; mk v2
twice:: ; mk one
twice:: ; mk two
body:
	$(LINES)
prefixed:
	@-mk a
	-@mk b
	+mk c
	@ mk d
	# a comment mk no
	@# another
	mk a; \
	mk b
	
	mk last
dirs/x.y: ; mk '$(@D)' '$(@F)'
late: dirs/x.y body
	mk '$(<D)' '$(<F)' '$(^)'
selfmake:
	$(MAKE) -s -f more.mk body
shellvar:
	x=1; mk $$x "$$(printf sub)" $$(( 1 + 1 ))
args: ; mk '$(ARG)' '$(MAKECMDGOALS)' '$(notdir $(CURDIR))'
spaces : first_goal ; mk spaces
tabbed: 	first_goal
		mk tab
chain: chain2
chain2: chain3
	mk c2
chain3: ; mk c3
failing:
	false
	mk never
tolerant:
	-false
	mk after
one-shell-off:
	cd sub
	mk here
cdone:
	cd sub && mk there
builtins:
	mk $(RM) $(CC) $(CXX) $(AR) $(AS) $(LD) $(CPP) $(LEX) $(YACC) $(FC) $(notdir $(MAKE)) $(MAKELEVEL)
