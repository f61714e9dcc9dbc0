import { Body, Controller, Header, HttpCode, Ip, Post } from '@nestjs/common';
import type { TokenResponse } from '@iimp/proto/types';
import { validateRefreshRequest, validateTokenRequest } from '@iimp/proto/validators';
import { checkShape } from '@iimp/protocol/shape';
import { JsonBody } from '@iimp/platform/http/bodies';
import { LogIn } from './log-in.js';

@Controller('api/v1/auth')
export class SessionController {
  constructor(private readonly sessions: LogIn) {}

  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @JsonBody()
  logIn(@Body() body: unknown, @Ip() clientAddress: string): Promise<TokenResponse> {
    const { user, password } = checkShape(validateTokenRequest, body);
    return this.sessions.logIn(user, password, clientAddress);
  }

  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @JsonBody()
  refresh(@Body() body: unknown, @Ip() clientAddress: string): Promise<TokenResponse> {
    return this.sessions.refresh(checkShape(validateRefreshRequest, body).refresh_token, clientAddress);
  }

  @Post('logout')
  @HttpCode(204)
  @JsonBody()
  async logOut(@Body() body: unknown): Promise<void> {
    await this.sessions.logOut(checkShape(validateRefreshRequest, body).refresh_token);
  }
}
