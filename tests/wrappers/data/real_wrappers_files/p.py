import os
import sys

os.system("mk py " + " ".join(sys.argv[1:]))
