/** What makes a figure look as it does, written into the figure itself when it leaves the page. */
const looks = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
] as const;

const namespace = "http://www.w3.org/2000/svg";
/** Room around the figure, in its own units. */
const margin = 12;
/** Pixels of the PNG for each unit of the figure. */
const density = 3;

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A figure of the page as a file of its own, in the colours of the theme in use. It need not be in sight. */
export function pictureOf(figure: SVGSVGElement): Picture {
  const box = figure.viewBox.baseVal;
  const [width, height] = [box.width + 2 * margin, box.height + 2 * margin];
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [figure, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>("*")]);
  const paint = painter();
  copies?.forEach((element, i) => {
    const style = getComputedStyle(originals?.[i] ?? figure);
    element.removeAttribute("class");
    element.removeAttribute("style");
    for (const name of looks) {
      const value = style.getPropertyValue(name);
      if (value !== "") element.setAttribute(name, name === "fill" || name === "stroke" ? paint(value) : value);
    }
  });
  copy.setAttribute("xmlns", namespace);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("viewBox", `${box.x - margin} ${box.y - margin} ${width} ${height}`);
  const ground = document.createElementNS(namespace, "rect");
  const place = { x: box.x - margin, y: box.y - margin, width, height };
  for (const [name, value] of Object.entries(place)) ground.setAttribute(name, String(value));
  ground.setAttribute("fill", paint(getComputedStyle(document.body).backgroundColor));
  copy.prepend(ground);
  return { svg: new XMLSerializer().serializeToString(copy), width, height };
}

/** The same picture in pixels. */
export async function pixelsOf({ svg, width, height }: Picture): Promise<Blob> {
  const image = new Image(width * density, height * density);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(width * density, height * density);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/png" });
}

/** Turns any colour that the browser knows into one that every program reads: few know oklch. */
function painter(): (colour: string) => string {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  return (colour) => {
    if (!context || colour === "none") return colour;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a = 0] = context.getImageData(0, 0, 1, 1).data;
    return a === 0 ? "none" : a === 255 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
  };
}
