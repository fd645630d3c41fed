mk rc
