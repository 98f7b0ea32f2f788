import type {
  Beam,
  Detector,
  Executor,
  Experiment,
  Goniometer,
  ImageSet,
  ReflectionTable,
  Scan,
} from "ewald";
import type { Frames } from "./frames.js";

/** What a viewer shows, for layers and requests. */
export interface ViewerContext {
  /** The images there are: sets one after the other. */
  readonly images: ViewerImages;
  readonly reflections: ReflectionTable | undefined;
  /** Images as they are sent to views. */
  readonly frames: Frames;
  /** Threads that do what takes long. */
  readonly executor: Executor;
  /** Says to all views that these layers' data are no longer true; they ask again. */
  stale(...layers: string[]): void;
  /** Aborts when the viewer is closed. */
  readonly signal: AbortSignal;
}

/** Images of several sets, numbered through from 0. */
export interface ViewerImages {
  readonly length: number;
  /** Throws EwaldError `"out-of-range"`. */
  at(frame: number): ImageAt;
}

/** One image of the viewer, and what is known of it. */
export interface ImageAt {
  /** Of all images of the viewer, from 0. */
  readonly frame: number;
  readonly set: ImageSet;
  /** In its set, from 0. */
  readonly index: number;
  readonly detector: Detector;
  readonly beam: Beam;
  readonly goniometer: Goniometer | undefined;
  /** Of this image alone; undefined of stills. */
  readonly scan: Scan | undefined;
  /** z of its beginning in `xyzobs.px.value` and its like: its place in the set's array range. */
  readonly z: number;
  /** Experiments that have this image. */
  readonly experiments: readonly { readonly id: number; readonly experiment: Experiment }[];
}
