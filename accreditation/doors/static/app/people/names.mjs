/** The name by which a person is shown. */

/**
 * Return the native name; the number of a badge without a name, which a one-day badge is.
 * @param {{native_name: string, number: string} | null | undefined} person
 */
export function nameOf(person) {
  return person ? person.native_name || person.number : "";
}
