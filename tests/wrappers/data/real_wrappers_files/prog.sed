e mk prog
