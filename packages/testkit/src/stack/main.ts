import { HELP, parseStackOptions } from './options.ts'
import type { StackOptions } from './options.ts'
import { describeRunning } from './running.ts'
import { down, look, up } from './stack.ts'
import type { State } from './stack.ts'

// `npm run stack -- up|down|status`: servers for a person, on this machine.

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** @returns the exit code. */
async function main({ command, dir, ports }: StackOptions): Promise<number> {
  switch (command) {
    case 'help':
      print(HELP.trimEnd())
      return 0
    case 'up':
      await up({ dir, ports, onStarted: (state) => print(`started ${line(state)}`) })
      return status(dir)
    case 'down':
      for (const { server, running, alive } of await down(dir)) {
        if (running) print(`${server.label}: ${alive ? 'ended' : 'was not running'} (${describeRunning(running)})`)
      }
      return 0
    case 'status':
      return status(dir)
  }
}

/** @returns 0 when everything runs, else 3, as `systemctl status` has it. */
async function status(dir: string): Promise<number> {
  const states = await look(dir)
  for (const state of states) print(line(state))
  print('')
  for (const { server, folder, running } of states) {
    if (!running) continue
    const settings = Object.entries(await server.settings(folder, running.port))
    for (const [name, value] of settings) print(`export ${name}=${value}`)
  }
  return states.every(({ alive }) => alive) ? 0 : 3
}

function line({ server, running, alive }: State): string {
  const name = server.label.padEnd(10)
  if (!running) return `${name}  not started`
  return `${name}  127.0.0.1:${running.port}  ${alive ? 'runs' : 'is dead'} (${describeRunning(running)})`
}

// Whoever reads only the first lines (`| head`) is no failure.
process.stdout.on('error', () => undefined)

try {
  process.exitCode = await main(parseStackOptions(process.argv.slice(2)))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
