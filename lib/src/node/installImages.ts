// Gives the reading of images what Node has: files by path, HDF5, native zlib and MD5.
import { installBunzip2 } from "../bytes/compression.js";
import { installGunzip } from "../bytes/gzip.js";
import { installLatin1 } from "../bytes/latin1.js";
import { installMd5 } from "../bytes/md5.js";
import { installHdf5 } from "../hdf5/library.js";
import { installImageFileAccess } from "../images/imageFiles.js";
import { bunzip2 } from "./bzip2.js";
import * as gunzip from "./gunzip.js";
import { hdf5Host } from "./hdf5.js";
import { imageFiles } from "./imageFiles.js";
import { latin1Text } from "./latin1.js";
import { md5Bytes } from "./md5.js";

installImageFileAccess(imageFiles);
installBunzip2(bunzip2);
installGunzip(gunzip);
installLatin1(latin1Text);
installMd5(md5Bytes);
installHdf5(hdf5Host);
