import { DOMWidgetView } from "@jupyter-widgets/base";
import { viewModelOf } from "./model.js";
import { mount } from "./mount.js";

/** Wraps a view for Jupyter's widget manager. */
export class EwaldView extends DOMWidgetView {
  // Backbone renders before fields of a class would be set.
  declare private life: AbortController | undefined;

  override render(): void {
    this.life?.abort();
    this.life = new AbortController();
    void mount(viewModelOf(this.model), this.el, this.life.signal);
  }

  override remove(): this {
    this.life?.abort();
    return super.remove();
  }
}
