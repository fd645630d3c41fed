execute_process(COMMAND mk cm)
