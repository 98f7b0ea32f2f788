import { IJupyterWidgetRegistry } from "@jupyter-widgets/base";
import { MODULE, VERSION } from "../../shared/protocol.js";
import { type LabApplication, showReopened } from "./reopened.js";

/** JupyterLab's plugin: tells its widget manager of our model and view, which are fetched with the first of them. */
export default {
  id: "ewald-widgets:widgets",
  autoStart: true,
  requires: [IJupyterWidgetRegistry],
  activate: (app: LabApplication, registry: IJupyterWidgetRegistry): void => {
    showReopened(app);
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
