// Opens every HTML document of a report in headless Chromium: node check_reports.mjs REPORT_FOLDER PICTURE_FOLDER
// Checked at both widths and in both colour schemes: no request leaves the page, nothing is written to the console,
// nothing overflows, the rules of axe-core hold; and the page prints. The pictures are for people to look at.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [reports, pictures] = process.argv.slice(2).map((folder) => resolve(folder))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }
const views = [360, 1400].flatMap((width) => ['light', 'dark'].map((colorScheme) => ({ width, colorScheme })))
const documents = readdirSync(reports).filter((name) => name.endsWith('.html')).sort()
let failures = 0

function check(holds, document, message) {
  if (holds) return
  failures += 1
  console.log(`FAILED: ${document}: ${message}`)
}

// The elements that reach beyond the page, but for those in a box of their own that scrolls, and for the shapes of
// pictures, which are cut at the picture's edge.
function overflowing() {
  const width = document.documentElement.clientWidth
  const outside = [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect()
    const hidden = element.closest('.skip') || element.parentElement.closest('.scroll, svg')
    return box.width > 0 && !hidden && (box.right > width + 1 || box.left < -1)
  })
  if (document.documentElement.scrollWidth > width) outside.unshift(document.documentElement)
  return outside.map((element) => `${element.tagName} ${element.className.baseVal ?? element.className}`)
}

async function look(browser, name, view) {
  const where = `${name} at ${view.width} px, ${view.colorScheme}`
  // The page forbids scripts in itself; axe-core runs beside it.
  const context = await browser.newContext({
    viewport: { width: view.width, height: 900 }, colorScheme: view.colorScheme, bypassCSP: true
  })
  const page = await context.newPage()
  const own = pathToFileURL(join(reports, name)).href
  page.on('request', (request) => {
    const url = request.url()
    check(url === own || url.startsWith('data:'), where, `asks for ${url}`)
  })
  page.on('console', (message) => check(false, where, `console: ${message.text()}`))
  page.on('pageerror', (error) => check(false, where, `error: ${error.message}`))
  await page.goto(own)
  const wide = await page.evaluate(overflowing)
  check(wide.length === 0, where, `overflows: ${wide.slice(0, 5).join(', ')}`)
  const shown = await page.locator('svg.tw:visible').count()
  check(shown >= 2, where, `shows ${shown} pictures`)
  await page.screenshot({ path: join(pictures, `${basename(name, '.html')}-${view.width}-${view.colorScheme}.png`), fullPage: true })
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true }))
  await page.evaluate(axe)
  const found = await page.evaluate((options) => window.axe.run(document, options), rules)
  for (const violation of found.violations) {
    check(false, where, `axe: ${violation.id}: ${violation.help}: ${violation.nodes[0].html.slice(0, 120)}`)
  }
  check(found.passes.length > 20, where, `axe checked ${found.passes.length} rules only`)
  await context.close()
}

// As it comes, with its own policy: nothing is asked for, nothing is said.
async function print(browser, name) {
  const context = await browser.newContext({ colorScheme: 'dark' })
  const page = await context.newPage()
  page.on('console', (message) => check(false, name, `console: ${message.text()}`))
  await page.goto(pathToFileURL(join(reports, name)).href)
  const pdf = await page.pdf({ path: join(pictures, `${basename(name, '.html')}.pdf`), preferCSSPageSize: true, printBackground: true })
  check(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 20000, name, `prints ${pdf.length} bytes`)
  await page.emulateMedia({ media: 'print' })
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  check(ground === 'rgb(255, 255, 255)', name, `is printed on ${ground}`)
  await context.close()
}

mkdirSync(pictures, { recursive: true })
check(documents.length > 0, reports, 'holds no HTML document')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync']
})
for (const name of documents) {
  for (const view of views) await look(browser, name, view)
  await print(browser, name)
}
await browser.close()
console.log(`${documents.length} documents in ${views.length} views and printed, ${failures} failures`)
process.exit(failures === 0 ? 0 : 1)
