// Firefox with one page, over WebDriver BiDi.
import { readFileSync } from 'node:fs'
import puppeteer from 'puppeteer-core'

/* Does our line on the page have this text? */
export const isReady = (text) => document.querySelector('#phong-lam-bai span')?.textContent.includes(text)

/* patience: milliseconds that anything may take, 0: as long as it likes. settings: more of Firefox's own. */
export async function opened(firefox, script, patience, settings = {}) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox,
    headless: true,
    protocolTimeout: patience,
    extraPrefsFirefox: settings,
  })
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  await page.setViewport({ width: 1280, height: 900 })
  await page.evaluateOnNewDocument(readFileSync(script, 'utf8'))
  return { browser, page }
}
