// A picture out of a telephone, made small before it is sent. Drawn anew, it no longer tells where it was taken.

// As generator/intake/photo.py.
const WIDEST = 1200;
const MOST = 180_000;
const WAYS = [
  ["image/webp", 0.8],
  ["image/jpeg", 0.8],
  ["image/jpeg", 0.6],
  ["image/jpeg", 0.4],
];

/** What has been chosen, made small, by the name of its question. */
export const photos = new Map();

/** Whether what was chosen could be used; what could not is no longer chosen. */
export async function choose(field) {
  photos.delete(field.name);
  try {
    if (field.files.length) photos.set(field.name, await shrink(field.files[0]));
    return true;
  } catch {
    field.value = "";
    return false;
  }
}

/** The picture as a data address; rejected where it is none, or stays too large. */
async function shrink(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  // A browser that can't make a type gives PNG instead.
  const made = WAYS.map(([type, quality]) => [type, canvas.toDataURL(type, quality)]);
  const small = made.find(([type, address]) => address.startsWith(`data:${type}`) && bytes(address) <= MOST);
  return small ? small[1] : Promise.reject(new RangeError("too large"));
}

function bytes(address) {
  return (address.length - address.indexOf(",")) * 0.75;
}
