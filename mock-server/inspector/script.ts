// The page's script: it puts updates in their place, and leaves alone what is open or focused.
import { createHash } from 'node:crypto'
import type { Html } from '../orcid/web/html.ts'

// How long the page waits before it announces something new, so that what follows at once is announced with it.
const CALM_MS = 2000

const SCRIPT = `
'use strict'
addEventListener('DOMContentLoaded', () => {
  const live = document.getElementById('live')
  const filter = document.getElementById('filter')
  const diagrams = document.getElementById('diagrams')
  const news = document.getElementById('news')
  let isFirst = true
  let source
  let timer
  let unsaid

  const say = (text, isLive) => {
    if (live.textContent !== text) live.textContent = text
    live.classList.toggle('on', isLive)
  }

  // The reader opens and chooses: an update must not undo that.
  const KEPT = { DETAILS: ['open'], OPTION: ['selected'] }

  const syncAttributes = (before, after) => {
    const kept = KEPT[before.tagName] ?? []
    for (const { name } of [...before.attributes]) {
      if (!after.hasAttribute(name) && !kept.includes(name) && name !== 'class') before.removeAttribute(name)
    }
    for (const { name, value } of [...after.attributes]) {
      if (before.getAttribute(name) !== value && !kept.includes(name)) before.setAttribute(name, value)
    }
  }

  const isSame = (before, after) =>
    before.nodeType === after.nodeType && before.nodeName === after.nodeName && (before.id || '') === (after.id || '')

  const markFresh = (node) => {
    if (!isFirst && node.nodeType === 1) node.classList.add('fresh')
  }

  const morph = (before, after) => {
    if (before.nodeType !== 1) {
      if (before.data !== after.data) before.data = after.data
      return
    }
    syncAttributes(before, after)
    morphChildren(before, after)
  }

  const removeBetween = (place, end) => {
    while (place !== end) {
      const next = place.nextSibling
      place.remove()
      place = next
    }
  }

  const morphChildren = (before, after) => {
    let place = before.firstChild
    for (const wanted of [...after.childNodes]) {
      let found = place
      while (found !== null && !isSame(found, wanted)) found = wanted.id ? found.nextSibling : null
      if (found === null) {
        markFresh(wanted)
        before.insertBefore(wanted, place)
        continue
      }
      removeBetween(place, found)
      morph(found, wanted)
      place = found.nextSibling
    }
    removeBetween(place, null)
  }

  const fill = (id, markup) => {
    const template = document.createElement('template')
    template.innerHTML = markup
    morphChildren(document.getElementById(id), template.content)
  }

  const addDiagram = (id) => {
    const diagram = document.createElement('section')
    diagram.id = id
    markFresh(diagram)
    return diagram
  }

  // A diagram that is where it belongs is not moved: moving it would take the focus from it.
  const arrange = (order) => {
    for (const diagram of [...diagrams.children]) {
      if (!order.includes(diagram.id)) diagram.remove()
    }
    order.forEach((id, index) => {
      const place = diagrams.children[index] ?? null
      if (place?.id !== id) diagrams.insertBefore(document.getElementById(id) ?? addDiagram(id), place)
    })
  }

  // A login is a dozen messages within a second. A screen reader announces once how far it has come.
  const announce = (markup) => {
    unsaid = markup
    timer ??= setTimeout(() => {
      timer = undefined
      news.innerHTML = unsaid
    }, ${String(CALM_MS)})
  }

  const listen = () => {
    source?.close()
    source = new EventSource(location.search || '?')
    source.onmessage = ({ data }) => {
      const { parts, order } = JSON.parse(data)
      const { news: told, ...shown } = parts
      arrange(order)
      for (const [id, markup] of Object.entries(shown)) fill(id, markup)
      if (told !== undefined && !isFirst) announce(told)
      isFirst = false
      say('Live.', true)
    }
    source.onerror = () => {
      const isOver = source.readyState === EventSource.CLOSED
      say(isOver ? 'Not live. Reload to see more.' : 'Not live: the mock does not answer. Trying again…', false)
    }
  }

  const show = (search) => {
    history.replaceState(null, '', search)
    listen()
  }
  for (const type of ['change', 'submit']) {
    filter.addEventListener(type, (event) => {
      event.preventDefault()
      show('?' + new URLSearchParams(new FormData(filter)))
    })
  }
  filter.addEventListener('click', (event) => {
    const link = event.target.closest('a.afresh')
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    document.getElementById('filter-go').focus()
    show(link.getAttribute('href'))
  })

  setInterval(() => {
    for (const clock of document.querySelectorAll('time[data-ahead]')) {
      const now = new Date(Date.now() + Number(clock.dataset.ahead)).toISOString()
      clock.querySelector('b').textContent = now.slice(11, 19)
    }
  }, 1000)

  // A page that is left closes its connection, and one that is restored opens a new one.
  addEventListener('pagehide', () => { source.close() })
  addEventListener('pageshow', ({ persisted }) => { if (persisted) listen() })
  listen()
})
`

export const script: Html = { markup: `<script>${SCRIPT}</script>` }

// What the content security policy admits: this script and no other.
export const scriptSource = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`
