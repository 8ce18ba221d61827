// Which amounts ORCID takes.
import { at } from '../../registry/record/model.ts'
import { refuse } from '../errors.ts'
import { invalid, isBlank, type Rule } from './rule.ts'

// What Java reads as a double and as a decimal; what it only reads as a double, such as NaN, ORCID cannot keep.
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

export const checkAmount: Rule = ({ content: { amount } }) => {
  const [value, currency] = [at(amount, 'value'), at(amount, 'currency-code')]
  if (currency === null && !isBlank(value)) invalid('Please specify a currency code')
  if (currency !== null && isBlank(value)) invalid('Please specify an amount or remove the amount tag')
  if (!isBlank(value) && !NUMBER.test(String(value))) refuse(9054)
}
