import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { isPlainText } from '@iimp/platform/http/params';
import { ProblemError } from '@iimp/protocol/problem';

/** Refuses what is no plain text in a path, on every route. */
export class PathTexts implements PipeTransform {
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    if (type === 'param' && typeof value === 'string' && !isPlainText(value))
      throw new ProblemError('invalid_request', `${data}: must be plain text`);
    return value;
  }
}
