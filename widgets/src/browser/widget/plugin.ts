import { IJupyterWidgetRegistry } from "@jupyter-widgets/base";
import { MODULE, VERSION } from "../../shared/protocol.js";

/** JupyterLab's plugin: tells its widget manager of our model and view, which are fetched with the first of them. */
export default {
  id: "ewald-widgets:widgets",
  autoStart: true,
  requires: [IJupyterWidgetRegistry],
  activate: (_app: unknown, registry: IJupyterWidgetRegistry): void => {
    registry.registerWidget({
      name: MODULE,
      version: VERSION,
      exports: async () => {
        const [{ EwaldModel }, { EwaldView }] = await Promise.all([
          import("./model.js"),
          import("./ewaldView.js"),
        ]);
        return { EwaldModel, EwaldView };
      },
    });
  },
};
