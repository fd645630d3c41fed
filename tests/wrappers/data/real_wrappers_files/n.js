require("child_process").execSync("mk js");
