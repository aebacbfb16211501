import { InvalidParameterValueException } from '../errors.ts';
import { listPageMax } from '../limits.ts';

/** Where an item of a list stands: by name, then by number. Names are ASCII, as the API's patterns have them. */
export type Place = readonly [name: string, number: number];

type PageRequest = { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined };

/** A page of a sorted list. A marker names the last item of a page, so that what comes and goes meanwhile skips and repeats nothing. */
export function pageOf<T>(
  operation: string,
  { Marker, MaxItems = Infinity }: PageRequest,
  items: Iterable<T>,
  placeOf: (item: T) => Place,
  pageMax = listPageMax,
): { readonly page: readonly T[]; readonly next: { readonly NextMarker?: string } } {
  const after = Marker === undefined ? undefined : placeOfMarker(operation, Marker);
  const itemsMax = Math.min(MaxItems, pageMax);
  const page: T[] = [];
  for (const item of items) {
    if (after !== undefined && !isAfter(placeOf(item), after)) continue;
    const last = page.at(-1);
    if (last !== undefined && page.length === itemsMax) {
      return { page, next: { NextMarker: markerOf(placeOf(last)) } };
    }
    page.push(item);
  }
  return { page, next: {} };
}

function markerOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Where a page begins: after this. Throws where no page ever ended with the marker. */
export function placeOfMarker(operation: string, marker: string): Place {
  try {
    const [name, number] = JSON.parse(Buffer.from(marker, 'base64url').toString());
    const place: Place = [String(name), Number(number)];
    if (markerOf(place) === marker) return place;
  } catch {
    // Not even JSON.
  }
  throw unknownMarker(operation);
}

export function unknownMarker(operation: string): InvalidParameterValueException {
  return new InvalidParameterValueException(`The marker is not one of ${operation}.`);
}

function isAfter([name, number]: Place, [otherName, otherNumber]: Place): boolean {
  return name === otherName ? number > otherNumber : name > otherName;
}
