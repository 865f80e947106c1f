import type { Rule } from 'eslint'

export const circlesRule: Rule.RuleModule
