import { WIDGET_VIEW } from "../../shared/protocol.js";
import { notice } from "../ui/notice.js";
import { injectStyle } from "../ui/style.js";
import { showStill, stillIn } from "./still.js";

/** What is used of JupyterLab's application and of its registries of renderers. */
export interface LabApplication {
  readonly restored?: Promise<unknown>;
  readonly shell?: {
    widgets?(area: string): Iterable<unknown>;
    readonly layoutModified?: Signal;
    readonly currentChanged?: Signal;
  };
}
interface Signal {
  connect(slot: () => void): void;
}
interface MimeModel {
  readonly data: Readonly<Record<string, unknown>>;
}
interface Renderer {
  readonly node: HTMLElement;
  readonly disposed: Signal;
  renderModel(model: MimeModel): Promise<void>;
}
interface Factory {
  readonly safe: boolean;
  readonly mimeTypes: readonly string[];
  createRenderer(options: object): Renderer;
}
interface Registry {
  getFactory(mimeType: string): Factory | undefined;
  addFactory(factory: Factory, rank?: number): void;
}

/** What the widget manager writes where a notebook shows a model that no kernel has. */
const NOT_FOUND = "model not found";
/** Before the widget manager's own (-10). */
const RANK = -11;

/**
 * Notebooks that are opened again hold views of models that are gone with their kernel. In the place of the widget
 * manager's error this shows the still picture that stands in the same output.
 */
export function showReopened(app: LabApplication): void {
  const seen = new WeakSet<object>();
  const look = () => {
    for (const panel of app.shell?.widgets?.("main") ?? []) {
      const registry = (panel as { content?: { rendermime?: Registry } }).content?.rendermime;
      const factory = registry?.getFactory(WIDGET_VIEW);
      if (!registry || !factory || seen.has(registry)) continue;
      seen.add(registry);
      const createRenderer = (options: object) => withStill(factory.createRenderer(options));
      registry.addFactory({ safe: factory.safe, mimeTypes: [WIDGET_VIEW], createRenderer }, RANK);
    }
  };
  app.shell?.layoutModified?.connect(look);
  app.shell?.currentChanged?.connect(look);
  void app.restored?.then(look);
}

function withStill(renderer: Renderer): Renderer {
  let shown: MimeModel | undefined;
  const render = renderer.renderModel.bind(renderer);
  renderer.renderModel = (model) => {
    shown = model;
    return render(model);
  };
  const { node } = renderer;
  const changes = new MutationObserver(() => {
    const still = shown && stillIn(shown.data);
    if (!still || node.childElementCount > 0 || !node.textContent?.includes(NOT_FOUND)) return;
    injectStyle();
    const area = document.createElement("div");
    area.className = "ewald-widget";
    area.append(
      notice("warning", "A still picture: the kernel of this view is gone. Run the cell to bring it back."),
    );
    showStill(still, area);
    node.replaceChildren(area);
  });
  changes.observe(node, { childList: true });
  renderer.disposed.connect(() => changes.disconnect());
  return renderer;
}
