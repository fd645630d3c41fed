// Asks the guard before every tool of OpenCode or Kilo, and throws where it refuses: that stops the tool.
// OpenCode waits for a plugin without a limit, so this one gives the guard ten seconds.

import { spawnSync } from "node:child_process"

const GUARD = ["guard", "hook", "opencode"]

const asked = (payload) => {
  const done = spawnSync(GUARD[0], GUARD.slice(1), {
    input: JSON.stringify(payload),
    encoding: "utf8",
    timeout: 10000,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 24,
  })
  if (!done.error && done.status === 0 && !done.stdout.trim()) return ""
  try {
    const said = JSON.parse(done.stdout).reason
    if (typeof said === "string" && said) return said
  } catch {}
  return "guard: no answer, so it is refused; guard doctor says more"
}

export const Guard = async ({ directory }) => ({
  "tool.execute.before": async (input, output) => {
    const refused = asked({
      event: "tool.execute.before",
      tool: input.tool,
      args: output.args,
      cwd: directory,
      session: input.sessionID,
      call: input.callID,
    })
    if (refused) throw new Error(refused)
  },
  "tool.execute.after": async (input, output) => {
    asked({
      event: "tool.execute.after",
      tool: input.tool,
      args: input.args ?? {},
      tool_output: { output: String(output?.output ?? "").slice(0, 1 << 20), exit: output?.metadata?.exit },
      cwd: directory,
      session: input.sessionID,
      call: input.callID,
    })
  },
})
