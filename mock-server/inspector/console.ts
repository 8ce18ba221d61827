// What a reader of the inspector does to the mock: forms that need no script, and what each of their buttons does.
import type { Controls } from '../controls/controls.ts'
import { endpoints, type MockEndpoint } from '../controls/endpoints.ts'
import { faultsAt } from '../controls/faults/arm.ts'
import type { MockFaultName } from '../controls/faults/catalogue.ts'
import { forgeries, type MockForgeryName } from '../controls/forgeries/catalogue.ts'
import { isSameToken } from '../controls/http/token.ts'
import { MockOrcidOptionsError } from '../errors.ts'
import { behaviourSettings, type MockOrcidBehaviour } from '../options/behaviour.ts'
import type { Client } from '../orcid/registry/clients.ts'
import type { Token } from '../orcid/registry/grants.ts'
import { fullName, type Researcher } from '../orcid/registry/researchers.ts'
import { html, type Html } from '../orcid/web/html.ts'
import { parameter } from '../orcid/web/parameters.ts'
import { MAX_LISTED, queryOf, type Filter } from './filter.ts'

/** The two parts of a choice: what is before the first space, and the rest. */
function partsOf (form: URLSearchParams, name: string): [first: string, rest: string] {
  const [first = '', ...rest] = parameter(form, name).split(' ')
  return [first, rest.join(' ')]
}

type Act = (mock: Controls, form: URLSearchParams) => void

// An empty field is one that was left out.
function filled (form: URLSearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, parameter(form, name).trim()]).filter(([, value]) => value !== ''))
}

/** What a button does, by its value. Each throws `MOCK_ORCID_ERR_OPTIONS` for what makes no sense. */
const acts: Readonly<Record<string, Act>> = {
  'advance' ({ clock }, form) { clock.advance(Number(parameter(form, 'seconds'))) },
  'freeze' ({ clock }) { clock.freeze() },
  'run' ({ clock }) { clock.run() },
  'set-right' ({ clock }) { clock.reset() },
  'arm' ({ faults, forgeries }, form) {
    const [place, name] = partsOf(form, 'what')
    const times = parameter(form, 'times') === 'all' ? { times: Infinity } : {}
    const plan = { ...filled(form, ['client']), ...times }
    if (place === 'forge') forgeries.arm(name as MockForgeryName, plan)
    else faults.arm(place as MockEndpoint, name as MockFaultName, plan)
  },
  'disarm' ({ faults, forgeries }) { for (const armed of [faults, forgeries]) armed.reset() },
  'set' ({ behaviour }, form) {
    const [setting, value] = partsOf(form, 'setting')
    behaviour.change({ [setting]: value } as MockOrcidBehaviour)
  },
  'add' ({ people }, form) {
    const { email, ...names } = filled(form, ['givenNames', 'familyName', 'email'])
    people.add({ ...names as { givenNames: string }, ...(email !== undefined && { emails: [{ email }] }) })
  },
  'withdraw' ({ people }, form) {
    const [orcid, client] = partsOf(form, 'consent')
    people.find(orcid).withdraw(client)
  },
  'reset' (mock) { mock.reset() }
}

/** Does what a form asks. Throws `MOCK_ORCID_ERR_OPTIONS`, and then nothing has changed. */
export function doAct (mock: Controls, form: URLSearchParams): void {
  if (!isSameToken(parameter(form, 'secret'), mock.formSecret)) {
    throw new MockOrcidOptionsError('This form is of another page, or of a mock that has ended. Nothing was changed: try again here.')
  }
  const act = parameter(form, 'act')
  if (!Object.hasOwn(acts, act)) {
    throw new MockOrcidOptionsError(`There is no button "${act}": it is one of ${Object.keys(acts).join(', ')}.`)
  }
  acts[act]?.(mock, form)
}

interface Form {
  readonly fields?: readonly Html[]
  readonly buttons: Readonly<Record<string, string>>
}

function drawForm (mock: Controls, filter: Filter, { fields = [], buttons }: Form): Html {
  return html`<form class="act" method="post" action="${queryOf(filter)}">
<input type="hidden" name="secret" value="${mock.formSecret}">
${fields}<p class="row">${Object.entries(buttons).map(([act, text]) =>
  html`<button name="act" value="${act}">${text}</button> `)}</p>
</form>`
}

// The label names the field, and the box around it gives the heading.
function drawField (label: string, name: string, type = 'text'): Html {
  return html`<p class="field"><label for="act-${name}">${label}</label>
<input id="act-${name}" name="${name}" type="${type}"${name === 'givenNames' ? html` required` : null}></p>
`
}

interface Choice { readonly value: string, readonly text: string }

function drawChoice ({ value, text }: Choice): Html {
  return html`<option value="${value}">${text}</option>
`
}

function drawSelect (label: string, name: string, options: readonly Html[]): Html {
  return html`<p class="field"><label for="act-${name}">${label}</label>
<select id="act-${name}" name="${name}">
${options}</select></p>
`
}

function drawGroup (label: string, choices: readonly Choice[]): Html {
  return html`<optgroup label="${label}">
${choices.map(drawChoice)}</optgroup>
`
}

const SPANS: readonly Choice[] = [
  { value: '60', text: 'a minute' }, { value: '660', text: 'eleven minutes' }, { value: '3600', text: 'an hour' },
  { value: '86400', text: 'a day' }, { value: '31622400', text: 'a year' }, { value: '662256000', text: 'twenty-one years' }
]

export function drawClockForm (mock: Controls, filter: Filter): Html {
  const isFrozen = mock.registry.clock.isFrozen()
  return drawForm(mock, filter, {
    fields: [drawSelect('Turn it forward by', 'seconds', SPANS.map(drawChoice))],
    buttons: { advance: 'Turn', ...(isFrozen ? { run: 'Let it run' } : { freeze: 'Stop it' }), 'set-right': 'Set it right' }
  })
}

const plain = (text: string): string => text.replaceAll('`', '')

const FAULTS = (Object.keys(endpoints) as MockEndpoint[]).map((endpoint) =>
  drawGroup(`${endpoint} fails`, faultsAt(endpoint).map(([name, { does }]) =>
    ({ value: `${endpoint} ${name}`, text: `${name}: ${plain(does)}` }))))

const FORGERIES = drawGroup('ORCID lies', Object.entries(forgeries).map(([name, { does }]) =>
  ({ value: `forge ${name}`, text: `${name}: ${plain(does)}` })))

export function drawArmForm (mock: Controls, filter: Filter): Html {
  const { faults, forgeries, registry: { clients } } = mock
  const choices = [...clients.values()].slice(-MAX_LISTED).reverse().map(({ clientId, name }) => ({ value: clientId, text: `${name} (${clientId})` }))
  const isArmed = faults.armed().length + forgeries.armed().length > 0
  return drawForm(mock, filter, {
    fields: [
      drawSelect('What goes wrong', 'what', [...FAULTS, FORGERIES]),
      drawSelect('For', 'client', [{ value: '', text: 'every client' }, ...choices].map(drawChoice)),
      drawSelect('How often', 'times', [{ value: '', text: 'once' }, { value: 'all', text: 'until all is taken back' }].map(drawChoice))
    ],
    buttons: { arm: 'Arm', ...(isArmed && { disarm: 'Take all back' }) }
  })
}

export function drawBehaviourForm (mock: Controls, filter: Filter): Html {
  const { behaviour } = mock.registry
  const groups = Object.entries(behaviourSettings).map(([setting, { values }]) =>
    drawGroup(setting, Object.entries(values).map(([value, does]) => ({
      value: `${setting} ${value}`,
      text: `${value}${behaviour[setting as keyof typeof behaviour] === value ? ' (now)' : ''}: ${plain(does)}`
    }))))
  return drawForm(mock, filter, { fields: [drawSelect('Setting', 'setting', groups)], buttons: { set: 'Change' } })
}

export function drawPersonForm (mock: Controls, filter: Filter): Html {
  const fields = [drawField('Given names', 'givenNames'), drawField('Family name', 'familyName'), drawField('E-mail address', 'email', 'email')]
  return drawForm(mock, filter, { fields, buttons: { add: 'Add a person' } })
}

/** Whom a person has granted something to that can be taken back; null if nobody has. */
export function drawWithdrawalForm (mock: Controls, filter: Filter): Html | null {
  const { registry: { grants, researchers, clients } } = mock
  const tokens = [...grants.consents.values()].flatMap((one) => [...one])
  const isOfBoth = ({ orcid, clientId }: Token): boolean => researchers.has(String(orcid)) && clients.has(clientId)
  const granted = new Set(tokens.filter(isOfBoth).map(({ orcid, clientId }) => `${orcid} ${clientId}`))
  if (granted.size === 0) return null
  const choices = [...granted].slice(-MAX_LISTED).reverse().map((value) => {
    const [orcid, clientId] = value.split(' ') as [string, string]
    const [person, client] = [researchers.get(orcid) as Researcher, clients.get(clientId) as Client]
    return { value, text: `${fullName(person)}: ${client.name}` }
  })
  const fields = [drawSelect('A person takes back what was granted', 'consent', choices.map(drawChoice))]
  return drawForm(mock, filter, { fields, buttons: { withdraw: 'Withdraw' } })
}

export function drawResetForm (mock: Controls, filter: Filter): Html {
  return drawForm(mock, filter, { buttons: { reset: 'Reset the mock' } })
}
