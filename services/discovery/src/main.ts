import { runService } from '@iimp/platform/service';
import { discoveryService } from './service.js';

await runService(discoveryService);
