BEGIN{system("mk prog")}
