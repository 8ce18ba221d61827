// Which amounts ORCID takes.
import { at } from '../../registry/record/model.ts'
import { refuse } from '../errors.ts'
import { invalid, isBlank, type Rule } from './rule.ts'

/** What Java's `Double.parseDouble` reads, blanks around it included. */
const NUMBER = /^[+-]?(?:NaN|Infinity|(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x(?:[\da-f]+\.?|[\da-f]*\.[\da-f]+)p[+-]?\d+)[fd]?)$/i

export const checkAmount: Rule = ({ content: { amount } }) => {
  const [value, currency] = [at(amount, 'value'), at(amount, 'currency-code')]
  if (currency === null && !isBlank(value)) invalid('Please specify a currency code')
  if (currency !== null && isBlank(value)) invalid('Please specify an amount or remove the amount tag')
  if (!isBlank(value) && !NUMBER.test(String(value).trim())) refuse(9054)
}
