// Pyodide as in the browser, but in Node, with folders of this machine at their own paths.
import { pathToFileURL } from 'node:url'

export async function start(dir, packages, folders, env = {}) {
  const { loadPyodide } = await import(pathToFileURL(`${dir}/pyodide.mjs`).href)
  const python = await loadPyodide({ indexURL: `${dir}/`, stdout: () => {}, env: { HOME: '/home/pyodide', ...env } })
  await python.loadPackage(packages, { messageCallback() {} })
  for (const folder of new Set(folders)) {
    python.FS.mkdirTree(folder)
    python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, folder)
  }
  return python
}
