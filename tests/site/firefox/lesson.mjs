// node lesson.mjs JOB OUT: a lesson with answers in its cells, run from its first cell to its last in Firefox.
// JOB: see test_firefox.py. OUT: a JSON object of what each cell shows.
import { readFileSync, writeFileSync } from 'node:fs'
import { isReady, opened } from './opened.mjs'

const [job, out] = process.argv.slice(2)
const { firefox, address, script, ready, sources, patience } = JSON.parse(readFileSync(job, 'utf8'))
const { browser, page } = await opened(firefox, script, 0) // a lesson takes its time; the test's own limit ends it
try {
  await page.goto(address)
  await page.waitForFunction(isReady, { timeout: patience }, ready)
  await page.evaluate((sources) => {
    for (const [cell, source] of Object.entries(sources)) inTheLab.write(cell, source)
    return inTheLab.runAll().then(() => null)
  }, sources)
  writeFileSync(out, JSON.stringify(await page.evaluate(() => inTheLab.shown())))
} finally {
  await browser.close()
}
