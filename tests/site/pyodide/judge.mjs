// node judge.mjs DIR COURSE JOB OUT: run judge.py in Pyodide. DIR: a Pyodide folder. COURSE: a folder with `course` in it.
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { start } from './start.mjs'

const [dir, course, job, out] = process.argv.slice(2).map((path) => resolve(path))
const here = dirname(fileURLToPath(import.meta.url))
const python = await start(dir, ['numpy', 'matplotlib'], [course, here, dirname(job), dirname(out)])
python.globals.set('paths', python.toPy({ course, here, job, out }))
await python.runPythonAsync(`
import sys
sys.path[:0] = [paths['course'], paths['here']]
import judge
judge.main(paths['job'], paths['out'])
`)
process.exit(0)
