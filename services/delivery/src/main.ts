import { runService } from '@iimp/platform/service';
import { deliveryService } from './service.js';

await runService(deliveryService);
