// node run_lesson.mjs DIR NOTEBOOK OUT: run a notebook's code cells as the browser's kernel does, without a browser.
// DIR: a Pyodide folder with the kernel and `course` in it. OUT: a JSON object {id of a cell: its outputs}.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { start } from './start.mjs'

const [dir, notebook, out] = process.argv.slice(2).map((path) => resolve(path))
const packages = ['ipykernel', 'comm', 'pyodide-kernel', 'jedi', 'ipython', 'micropip', 'piplite', 'course']
const folder = dirname(notebook)
const python = await start(dir, packages, [folder], { COURSE_STATIC: '1' })
await python.runPythonAsync(`import os; os.chdir(${JSON.stringify(folder)}); import pyodide_kernel`)
const own = python.globals.get('pyodide_kernel')
const kernel = own.kernel_instance
const shell = kernel.interpreter

let outputs = []
const plain = (thing) => (thing?.toJs ? thing.toJs({ dict_converter: Object.fromEntries }) : thing)
const stream = (name, text) => {
  const last = outputs.at(-1)
  if (last?.output_type === 'stream' && last.name === name) last.text += text
  else outputs.push({ output_type: 'stream', name, text })
}
const data = (type) => (data, metadata) => outputs.push({ output_type: type, data: plain(data), metadata: plain(metadata) })
own.stdout_stream.publish_stream_callback = stream
own.stderr_stream.publish_stream_callback = stream
shell.display_pub.clear_output_callback = () => {}
shell.display_pub.update_display_data_callback = () => {}
shell.display_pub.display_data_callback = data('display_data')
shell.displayhook.publish_execution_result = (_, ...shown) => data('execute_result')(...shown)
shell.send_comm = () => {}
kernel._parent_header = python.toPy({ header: { msg_id: 'x' } })

const found = {}
for (const cell of JSON.parse(readFileSync(notebook, 'utf8')).cells) {
  if (cell.cell_type !== 'code') continue
  outputs = []
  const ran = plain(await kernel.run([cell.source].flat().join('')))
  if (ran.status === 'error') outputs.push({ output_type: 'error', ename: `${ran.ename}`, evalue: ran.evalue, traceback: ran.traceback })
  found[cell.id] = outputs
}
writeFileSync(out, JSON.stringify(found))
process.exit(0)
