import type { Message } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { render } from "./plots/render.js";
import { LocalModel, type Values, type ViewContext } from "./view.js";

/** What JupyterLab hands to a renderer (@jupyterlab/rendermime-interfaces). */
interface MimeModel {
  readonly data: { readonly [mimeType: string]: unknown };
}

/** Wraps a view as JupyterLab's renderer of one MIME type, whose body is the view's model value `name`. */
class ViewRenderer extends Widget {
  readonly #model = new LocalModel();
  readonly #life = new AbortController();
  #started = false;

  constructor(
    private readonly mimeType: string,
    private readonly view: (context: ViewContext<Values>) => void,
    private readonly valueName: string,
  ) {
    super();
    this.addClass("ewald-view");
    // Outputs scroll when they overflow; figures fit their cell instead.
    this.node.style.overflow = "hidden";
    this.node.style.padding = "4px 0";
  }

  renderModel(model: MimeModel): Promise<void> {
    this.#model.set(this.valueName, model.data[this.mimeType]);
    if (!this.#started) {
      this.#started = true;
      this.view({ model: this.#model, el: this.node, signal: this.#life.signal });
    }
    return Promise.resolve();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#life.abort();
    super.dispose();
  }

  protected override onCloseRequest(message: Message): void {
    super.onCloseRequest(message);
    this.dispose();
  }
}

const PLOTLY = "application/vnd.plotly.v1+json";

/** JupyterLab's MIME extension: figures drawn with Plotly. */
export default [
  {
    id: "ewald-widgets:plotly",
    // Preferred over the static image/svg+xml of the same output.
    rank: 10,
    dataType: "json",
    rendererFactory: {
      safe: true,
      mimeTypes: [PLOTLY],
      createRenderer: (options: { mimeType: string }) => new ViewRenderer(options.mimeType, render, "figure"),
    },
  },
];
