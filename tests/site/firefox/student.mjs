// node student.mjs JOB OUT: a student's path through the site in Firefox, over WebDriver BiDi.
// JOB: see test_firefox.py. OUT: a JSON object of what the student read on the way, and of what the browser asked for.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isReady, opened } from './opened.mjs'

const [job, out] = process.argv.slice(2)
const { firefox, address, script, downloads, notebook, links, ready, button, cells, sources, rest, patience } = JSON.parse(
  readFileSync(job, 'utf8'),
)
const { browser, page } = await opened(firefox, script, patience, {
  'browser.download.folderList': 2,
  'browser.download.dir': downloads,
})
const found = { asked: [] }
try {
  page.on('request', (request) => found.asked.push(request.url()))

  const run = (cell, source) =>
    page.evaluate(
      (cell, source) => {
        if (source) inTheLab.write(cell, source)
        return inTheLab.run(cell)
      },
      cell,
      source,
    )

  await page.goto(address)
  for (const link of links) await page.locator(`a ::-p-text(${link})`).click()
  await page.waitForFunction(isReady, {}, ready)
  await run(cells.setup)
  await run(cells.answer, sources.wrong)
  found.wrong = await run(cells.check)
  await run(cells.answer, sources.right)
  found.right = await run(cells.check)
  found.rest = []
  for (const { answer, check, source } of rest) {
    await run(answer, source)
    found.rest.push(await run(check))
  }
  await page.evaluate(() => inTheLab.save())
  await page.reload()
  await page.waitForFunction(isReady, {}, ready)
  found.kept = await page.evaluate((cell) => inTheLab.source(cell), cells.answer)
  await page.locator(`button ::-p-text(${button})`).click()
  const end = Date.now() + patience
  while (!existsSync(`${downloads}/${notebook}`)) {
    if (Date.now() > end) throw new Error(`${notebook} was never downloaded`)
    await new Promise((done) => setTimeout(done, 100))
  }
} finally {
  await browser.close()
}
writeFileSync(out, JSON.stringify(found))
