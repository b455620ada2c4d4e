// Swedish public holidays, computed: the days that the law on public holidays (1989:253) names. Ordinary Sundays
// are left out, because hours say "sön" when they mean Sundays. Christmas Eve, Midsummer Eve and New Year's Eve are
// not in the law: whoever closes then writes "julafton stängt".

const DAY = 86_400_000;
const FIXED = ["01-01", "01-06", "05-01", "06-06", "12-25", "12-26"];
/** Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday: days after Easter Sunday. */
const AROUND_EASTER = [-2, 0, 1, 39, 49];

/**
 * Whether a day ("2026-12-25") is a public holiday.
 * @param {string} day
 */
export function isHoliday(day) {
  const year = Number(day.slice(0, 4));
  const date = Date.parse(day);
  return (
    FIXED.includes(day.slice(5)) ||
    date === firstSaturday(year, 5, 20) || // Midsummer Day
    date === firstSaturday(year, 9, 31) || // All Saints' Day
    AROUND_EASTER.includes((date - easter(year)) / DAY)
  );
}

/** The first Saturday from a day on; months count from 0. */
function firstSaturday(year, month, day) {
  const weekday = new Date(Date.UTC(year, month, day)).getUTCDay();
  return Date.UTC(year, month, day + 6 - weekday);
}

/** Easter Sunday of any year of the Gregorian calendar, by Oudin's rule: the first Sunday after a full moon. */
function easter(year) {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const moon = (century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 19 * golden + 15) % 30;
  const full = moon - Math.floor(moon / 28) * (1 - Math.floor(29 / (moon + 1)) * Math.floor((21 - golden) / 11));
  const sunday = (year + Math.floor(year / 4) + full + 2 - century + Math.floor(century / 4)) % 7;
  return Date.UTC(year, 2, 28 + full - sunday);
}
