/**
 * Recognising a template that nobody filled (`{{customer.id}}`, `__CLICKID__`) by its form. It
 * would glue all visitors of a shop together, so a text that holds one anywhere (`user-{{id}}`,
 * `${first}@example.com`) names nobody.
 */

/**
 * What stands between single brackets of any kind: a name, not a value, with signs of the language
 * before and after it.
 */
const SIGNS = String.raw`[!#@*~:=&%$^?/+.-]{0,3}`
const NAME = String.raw`${SIGNS}[\p{L}_$][\p{L}\p{N}_ .:|/$'"()=,-]{0,200}(?:![A-Za-z]|${SIGNS})`

/** Anywhere in the text. Repetitions are bounded, so that each is linear. */
const ANYWHERE: readonly RegExp[] = [
  /\{\{[^{}]{0,400}\}\}|\{\{\{/, // Handlebars, Liquid, Jinja, tag managers
  /\{%[^%]{0,400}%\}|\{#[^#]{0,400}#\}/, // Liquid, Jinja
  /[$#@!%^~*]\{[^{}]{0,400}\}/, // JavaScript, Ruby, Razor, DSPs
  /\$\([^()]{0,200}\)|%\([\w.]{1,200}\)[sd]/i, // shell, Python
  /<[%?][^<>]{0,400}[%?]>|<#[^<>]{0,400}>/, // ERB, EJS, PHP, FreeMarker
  /\*\|[^|]{1,200}\|\*/, // Mailchimp
  /%%[^%]{1,200}%%|@@[\w.: -]{1,200}@@|##[\w.: -]{1,200}##/, // ad servers, mailers
  /%(?:(?![0-9A-Fa-f]{2})[A-Za-z_][\w.:-]{0,200}%|[A-Za-z_][\w.:-]{0,200}%(?![0-9A-Fa-f]{2}))/, // Windows, Mailgun; no percent-encoding
  /(?<![A-Za-z0-9])__[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){0,6}__(?![A-Za-z0-9])/, // TikTok
  /«[^«»]{1,200}»|‹[^‹›]{1,200}›/, // mail merge
]

/** The whole text. */
const WHOLE: readonly RegExp[] = [
  /^_{2,3}[A-Za-z][A-Za-z0-9]{0,60}(?:[_-][A-Za-z0-9]{1,60}){0,6}_{2,3}$/,
  /^%{1,2}[A-Za-z_][\w.: -]{0,200}%{1,2}$|^%(?:\d\$)?[sdi@]$/i,
  /^\${1,2}!?[A-Za-z_]+(?:(?:\.|->|::)?[A-Za-z_]+){0,10}(?:\[[^[\]]{1,200}\])?\${0,2}$/, // $user_id, $!user.id, $_GET['id'], $id$
  /^[$#@%]\{[^{}]{0,400}$|^@\([^()]{1,200}\)$/, // ${id that was cut off, @(user.id)
  /^%[a-z]{1,20}!$|^%![a-z]?\(.{0,200}\)$/i, // an ad server's, Go's
  /^_[A-Z]{2,40}(?:_[A-Z]{1,40}){0,6}_$/,
  new RegExp(String.raw`^\(\s*${NAME}\s*\)$`, 'u'), // (device_id), (direct)
  /^\([\w, ]{0,100}\)\s*=>/, // a function instead of what it returns
  /^#(?:N\/A|[A-Z0-9/]{2,8}[!?])$/, // what a spreadsheet could not compute
  /^:[A-Za-z_]+$/, // a route's parameter
  /^(?:([~|^#*!=§¤+@]{1,3})[ ]?[\p{L}_][\p{L}\p{N}_ .:-]{0,200}\1)$/u, // ~click_id~, |name|, #id#
  /^\(\([^()]{1,200}\)\)$/,
]

const BRACED = new RegExp(String.raw`\{\s*(?:${NAME}|\d{1,2}(?::\w{1,10})?)?\s*\}`, 'u')
const BRACED_ALL = new RegExp(BRACED, 'gu')
const SQUARE = new RegExp(String.raw`\[{1,2}\s*${NAME}\s*\]{1,2}`, 'u')
const POINTED = new RegExp(String.raw`<{1,2}\s*/?${NAME}\s*/?>{1,2}`, 'u')
/** A GUID may stand in braces (Windows writes them so), an address of a machine in square ones. */
const VALUE = /^[[{<(]+\s*(?:[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{0,4}(?::[0-9a-f.]{0,15}){2,8})\s*[\]}>)]+$/i

/**
 * The whole text, where it begins with a letter: `your-user-id`, `id:`, the name of a class instead
 * of an object.
 */
const WORDED =
  /^(?:your|insert|replace|enter)[-_ ](?:[a-z]{1,20}[-_ ]){0,4}(?:id|e?mail|phone|here|me|name|address|number|token)$|^[a-z_]{2,20}:$|^(?:[a-z]{1,12}_)?(?:id|e?mail|phone|token|name)=$|^(?:about:blank|javascript:.{0,100}|data:,)$|^(?:java\.(?:lang|util)|System)\.[A-Z]\w{0,60}(?:\[\]|@[0-9a-f]{1,16})?$|^Optional(?:\.empty|[[(]["']?(?:nil|null|empty)?["']?[\])])$/i

/** What every form begins or consists with, so that plain ids cost next to nothing. */
const TRIGGER = /[{[<%«‹]|\$\(|@@|##|\*\||__/
const PLAIN_START = /^[A-Za-z0-9]/

/** @param text trimmed. @returns whether it holds an unfilled template. */
export function isTemplate(text: string): boolean {
  if (PLAIN_START.test(text) ? WORDED.test(text) : WHOLE.some((form) => form.test(text))) return true
  return TRIGGER.test(text) && (ANYWHERE.some((form) => form.test(text)) || hasBracketedName(text))
}

function hasBracketedName(text: string): boolean {
  if (text.includes('{') && [...text.matchAll(BRACED_ALL)].some(([found]) => !VALUE.test(found))) return true
  return [SQUARE, POINTED].some((form) => {
    const found = form.exec(text)?.[0]
    return found !== undefined && !VALUE.test(found)
  })
}
