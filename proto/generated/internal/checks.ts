// Generated from proto/schemas by proto/generate.mjs. Do not edit.
// @ts-nocheck
// <stdin>
var validateAccount = validate21;
var pattern0 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", "");
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 318) {
        validate22.errors = [{ instancePath, schemaPath: "UserAddress/maxLength", keyword: "maxLength", params: { limit: 318 } }];
        return false;
      } else {
        if (!pattern0.test(data)) {
          validate22.errors = [{ instancePath, schemaPath: "UserAddress/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$" } }];
          return false;
        }
      }
    } else {
      validate22.errors = [{ instancePath, schemaPath: "UserAddress/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate22.errors = vErrors;
  return errors === 0;
}
var pattern1 = new RegExp("^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", "");
function validate24(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 253) {
        validate24.errors = [{ instancePath, schemaPath: "Domain/maxLength", keyword: "maxLength", params: { limit: 253 } }];
        return false;
      } else {
        if (!pattern1.test(data)) {
          validate24.errors = [{ instancePath, schemaPath: "Domain/pattern", keyword: "pattern", params: { pattern: "^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$" } }];
          return false;
        }
      }
    } else {
      validate24.errors = [{ instancePath, schemaPath: "Domain/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate24.errors = vErrors;
  return errors === 0;
}
function validate26(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (!(typeof data == "number" && (!(data % 1) && !isNaN(data)) && isFinite(data))) {
    validate26.errors = [{ instancePath, schemaPath: "Milliseconds/type", keyword: "type", params: { type: "integer" } }];
    return false;
  }
  if (errors === 0) {
    if (typeof data == "number" && isFinite(data)) {
      if (data > 9007199254740991 || isNaN(data)) {
        validate26.errors = [{ instancePath, schemaPath: "Milliseconds/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
        return false;
      } else {
        if (data < 0 || isNaN(data)) {
          validate26.errors = [{ instancePath, schemaPath: "Milliseconds/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
          return false;
        }
      }
    }
  }
  validate26.errors = vErrors;
  return errors === 0;
}
var pattern2 = new RegExp("^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$", "");
function validate30(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 43) {
        validate30.errors = [{ instancePath, schemaPath: "Bytes32/maxLength", keyword: "maxLength", params: { limit: 43 } }];
        return false;
      } else {
        if (!pattern2.test(data)) {
          validate30.errors = [{ instancePath, schemaPath: "Bytes32/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$" } }];
          return false;
        }
      }
    } else {
      validate30.errors = [{ instancePath, schemaPath: "Bytes32/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate30.errors = vErrors;
  return errors === 0;
}
var schema12 = { "type": "object", "required": ["alg", "public_key", "key_id"], "properties": { "alg": { "enum": ["x25519", "rsa-oaep-256"] }, "public_key": { "type": "string", "minLength": 43, "maxLength": 760, "pattern": "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$" }, "key_id": { "$ref": "EncryptionKeyId" } } };
var pattern3 = new RegExp("^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$", "");
var pattern4 = new RegExp("^[0-9a-f]{16}$", "");
function validate33(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 16) {
        validate33.errors = [{ instancePath, schemaPath: "EncryptionKeyId/maxLength", keyword: "maxLength", params: { limit: 16 } }];
        return false;
      } else {
        if (!pattern4.test(data)) {
          validate33.errors = [{ instancePath, schemaPath: "EncryptionKeyId/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{16}$" } }];
          return false;
        }
      }
    } else {
      validate33.errors = [{ instancePath, schemaPath: "EncryptionKeyId/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate33.errors = vErrors;
  return errors === 0;
}
function validate32(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.alg === void 0 && (missing0 = "alg") || data.public_key === void 0 && (missing0 = "public_key") || data.key_id === void 0 && (missing0 = "key_id")) {
        validate32.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.alg !== void 0) {
          let data0 = data.alg;
          const _errs1 = errors;
          if (!(data0 === "x25519" || data0 === "rsa-oaep-256")) {
            validate32.errors = [{ instancePath: instancePath + "/alg", schemaPath: "#/properties/alg/enum", keyword: "enum", params: { allowedValues: schema12.properties.alg.enum } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.public_key !== void 0) {
            let data1 = data.public_key;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (typeof data1 === "string") {
                if (data1.length > 760) {
                  validate32.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/maxLength", keyword: "maxLength", params: { limit: 760 } }];
                  return false;
                } else {
                  if (data1.length < 43) {
                    validate32.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/minLength", keyword: "minLength", params: { limit: 43 } }];
                    return false;
                  } else {
                    if (!pattern3.test(data1)) {
                      validate32.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/pattern", keyword: "pattern", params: { pattern: "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$" } }];
                      return false;
                    }
                  }
                }
              } else {
                validate32.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.key_id !== void 0) {
              const _errs4 = errors;
              if (!validate33(data.key_id, { instancePath: instancePath + "/key_id", parentData: data, parentDataProperty: "key_id", rootData })) {
                vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate32.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate32.errors = vErrors;
  return errors === 0;
}
var pattern5 = new RegExp("^[A-Za-z0-9_-]{85}[AQgw]$", "");
function validate37(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 86) {
        validate37.errors = [{ instancePath, schemaPath: "Bytes64/maxLength", keyword: "maxLength", params: { limit: 86 } }];
        return false;
      } else {
        if (!pattern5.test(data)) {
          validate37.errors = [{ instancePath, schemaPath: "Bytes64/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9_-]{85}[AQgw]$" } }];
          return false;
        }
      }
    } else {
      validate37.errors = [{ instancePath, schemaPath: "Bytes64/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate37.errors = vErrors;
  return errors === 0;
}
function validate28(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.identity_key === void 0 && (missing0 = "identity_key") || data.encryption_key === void 0 && (missing0 = "encryption_key") || data.updated_at === void 0 && (missing0 = "updated_at") || data.signature === void 0 && (missing0 = "signature")) {
        validate28.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          const _errs1 = errors;
          if (!validate22(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.identity_key !== void 0) {
            let data1 = data.identity_key;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
                let missing1;
                if (data1.alg === void 0 && (missing1 = "alg") || data1.public_key === void 0 && (missing1 = "public_key")) {
                  validate28.errors = [{ instancePath: instancePath + "/identity_key", schemaPath: "#/properties/identity_key/required", keyword: "required", params: { missingProperty: missing1 } }];
                  return false;
                } else {
                  if (data1.alg !== void 0) {
                    const _errs4 = errors;
                    if ("ed25519" !== data1.alg) {
                      validate28.errors = [{ instancePath: instancePath + "/identity_key/alg", schemaPath: "#/properties/identity_key/properties/alg/const", keyword: "const", params: { allowedValue: "ed25519" } }];
                      return false;
                    }
                    var valid1 = _errs4 === errors;
                  } else {
                    var valid1 = true;
                  }
                  if (valid1) {
                    if (data1.public_key !== void 0) {
                      const _errs5 = errors;
                      if (!validate30(data1.public_key, { instancePath: instancePath + "/identity_key/public_key", parentData: data1, parentDataProperty: "public_key", rootData })) {
                        vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
                        errors = vErrors.length;
                      }
                      var valid1 = _errs5 === errors;
                    } else {
                      var valid1 = true;
                    }
                  }
                }
              } else {
                validate28.errors = [{ instancePath: instancePath + "/identity_key", schemaPath: "#/properties/identity_key/type", keyword: "type", params: { type: "object" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.encryption_key !== void 0) {
              const _errs6 = errors;
              if (!validate32(data.encryption_key, { instancePath: instancePath + "/encryption_key", parentData: data, parentDataProperty: "encryption_key", rootData })) {
                vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs6 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.updated_at !== void 0) {
                const _errs7 = errors;
                if (!validate26(data.updated_at, { instancePath: instancePath + "/updated_at", parentData: data, parentDataProperty: "updated_at", rootData })) {
                  vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs7 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.signature !== void 0) {
                  const _errs8 = errors;
                  if (!validate37(data.signature, { instancePath: instancePath + "/signature", parentData: data, parentDataProperty: "signature", rootData })) {
                    vErrors = vErrors === null ? validate37.errors : vErrors.concat(validate37.errors);
                    errors = vErrors.length;
                  }
                  var valid0 = _errs8 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate28.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate28.errors = vErrors;
  return errors === 0;
}
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.domain === void 0 && (missing0 = "domain") || data.created_at === void 0 && (missing0 = "created_at") || data.keys === void 0 && (missing0 = "keys") || data.max_attachment_bytes === void 0 && (missing0 = "max_attachment_bytes")) {
        validate21.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          const _errs1 = errors;
          if (!validate22(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.domain !== void 0) {
            const _errs2 = errors;
            if (!validate24(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
              vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.created_at !== void 0) {
              const _errs3 = errors;
              if (!validate26(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
                vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.keys !== void 0) {
                let data3 = data.keys;
                const _errs4 = errors;
                const _errs5 = errors;
                let valid1 = false;
                const _errs6 = errors;
                if (!validate28(data3, { instancePath: instancePath + "/keys", parentData: data, parentDataProperty: "keys", rootData })) {
                  vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
                  errors = vErrors.length;
                }
                var _valid0 = _errs6 === errors;
                valid1 = valid1 || _valid0;
                if (!valid1) {
                  const _errs7 = errors;
                  if (data3 !== null) {
                    const err0 = { instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/anyOf/1/type", keyword: "type", params: { type: "null" } };
                    if (vErrors === null) {
                      vErrors = [err0];
                    } else {
                      vErrors.push(err0);
                    }
                    errors++;
                  }
                  var _valid0 = _errs7 === errors;
                  valid1 = valid1 || _valid0;
                }
                if (!valid1) {
                  const err1 = { instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/anyOf", keyword: "anyOf", params: {} };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                  validate21.errors = vErrors;
                  return false;
                } else {
                  errors = _errs5;
                  if (vErrors !== null) {
                    if (_errs5) {
                      vErrors.length = _errs5;
                    } else {
                      vErrors = null;
                    }
                  }
                }
                var valid0 = _errs4 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.max_attachment_bytes !== void 0) {
                  let data4 = data.max_attachment_bytes;
                  const _errs9 = errors;
                  if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                    validate21.errors = [{ instancePath: instancePath + "/max_attachment_bytes", schemaPath: "#/properties/max_attachment_bytes/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs9) {
                    if (typeof data4 == "number" && isFinite(data4)) {
                      if (data4 > 9007199254740991 || isNaN(data4)) {
                        validate21.errors = [{ instancePath: instancePath + "/max_attachment_bytes", schemaPath: "#/properties/max_attachment_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                        return false;
                      } else {
                        if (data4 < 0 || isNaN(data4)) {
                          validate21.errors = [{ instancePath: instancePath + "/max_attachment_bytes", schemaPath: "#/properties/max_attachment_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs9 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate21.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate21.errors = vErrors;
  return errors === 0;
}
var validateAttachmentRef = validate40;
var pattern6 = new RegExp("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", "");
function validate41(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 36) {
        validate41.errors = [{ instancePath, schemaPath: "UuidV7/maxLength", keyword: "maxLength", params: { limit: 36 } }];
        return false;
      } else {
        if (!pattern6.test(data)) {
          validate41.errors = [{ instancePath, schemaPath: "UuidV7/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$" } }];
          return false;
        }
      }
    } else {
      validate41.errors = [{ instancePath, schemaPath: "UuidV7/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate41.errors = vErrors;
  return errors === 0;
}
var pattern7 = new RegExp("^[0-9a-f]{64}$", "");
function validate43(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 64) {
        validate43.errors = [{ instancePath, schemaPath: "Sha256Hex/maxLength", keyword: "maxLength", params: { limit: 64 } }];
        return false;
      } else {
        if (!pattern7.test(data)) {
          validate43.errors = [{ instancePath, schemaPath: "Sha256Hex/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{64}$" } }];
          return false;
        }
      }
    } else {
      validate43.errors = [{ instancePath, schemaPath: "Sha256Hex/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate43.errors = vErrors;
  return errors === 0;
}
function validate40(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.attachment_id === void 0 && (missing0 = "attachment_id") || data.size === void 0 && (missing0 = "size") || data.sha256 === void 0 && (missing0 = "sha256")) {
        validate40.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.attachment_id !== void 0) {
          const _errs1 = errors;
          if (!validate41(data.attachment_id, { instancePath: instancePath + "/attachment_id", parentData: data, parentDataProperty: "attachment_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.size !== void 0) {
            let data1 = data.size;
            const _errs2 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate40.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs2) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate40.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate40.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.sha256 !== void 0) {
              const _errs4 = errors;
              if (!validate43(data.sha256, { instancePath: instancePath + "/sha256", parentData: data, parentDataProperty: "sha256", rootData })) {
                vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate40.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate40.errors = vErrors;
  return errors === 0;
}
var validateContentAttachment = validate45;
function validate45(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.attachment_id === void 0 && (missing0 = "attachment_id") || data.key === void 0 && (missing0 = "key") || data.name === void 0 && (missing0 = "name") || data.media_type === void 0 && (missing0 = "media_type") || data.size === void 0 && (missing0 = "size")) {
        validate45.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.attachment_id !== void 0) {
          const _errs1 = errors;
          if (!validate41(data.attachment_id, { instancePath: instancePath + "/attachment_id", parentData: data, parentDataProperty: "attachment_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.key !== void 0) {
            const _errs2 = errors;
            if (!validate30(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData })) {
              vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.name !== void 0) {
              const _errs3 = errors;
              if (typeof data.name !== "string") {
                validate45.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.media_type !== void 0) {
                const _errs5 = errors;
                if (typeof data.media_type !== "string") {
                  validate45.errors = [{ instancePath: instancePath + "/media_type", schemaPath: "#/properties/media_type/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.size !== void 0) {
                  let data4 = data.size;
                  const _errs7 = errors;
                  if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                    validate45.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs7) {
                    if (typeof data4 == "number" && isFinite(data4)) {
                      if (data4 > 9007199254740991 || isNaN(data4)) {
                        validate45.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                        return false;
                      } else {
                        if (data4 < 0 || isNaN(data4)) {
                          validate45.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs7 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate45.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate45.errors = vErrors;
  return errors === 0;
}
var validateConversationList = validate48;
function validate49(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.conversation_id === void 0 && (missing0 = "conversation_id") || data.participants === void 0 && (missing0 = "participants") || data.last_message_id === void 0 && (missing0 = "last_message_id")) {
        validate49.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.conversation_id !== void 0) {
          const _errs1 = errors;
          if (!validate41(data.conversation_id, { instancePath: instancePath + "/conversation_id", parentData: data, parentDataProperty: "conversation_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.participants !== void 0) {
            let data1 = data.participants;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (Array.isArray(data1)) {
                var valid1 = true;
                const len0 = data1.length;
                for (let i0 = 0; i0 < len0; i0++) {
                  const _errs4 = errors;
                  if (!validate22(data1[i0], { instancePath: instancePath + "/participants/" + i0, parentData: data1, parentDataProperty: i0, rootData })) {
                    vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                    errors = vErrors.length;
                  }
                  var valid1 = _errs4 === errors;
                  if (!valid1) {
                    break;
                  }
                }
              } else {
                validate49.errors = [{ instancePath: instancePath + "/participants", schemaPath: "#/properties/participants/type", keyword: "type", params: { type: "array" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.last_message_id !== void 0) {
              const _errs5 = errors;
              if (!validate41(data.last_message_id, { instancePath: instancePath + "/last_message_id", parentData: data, parentDataProperty: "last_message_id", rootData })) {
                vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate49.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate49.errors = vErrors;
  return errors === 0;
}
function validate48(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.conversations === void 0 && (missing0 = "conversations") || data.has_more === void 0 && (missing0 = "has_more")) {
        validate48.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.conversations !== void 0) {
          let data0 = data.conversations;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate49(data0[i0], { instancePath: instancePath + "/conversations/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate48.errors = [{ instancePath: instancePath + "/conversations", schemaPath: "#/properties/conversations/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.has_more !== void 0) {
            const _errs4 = errors;
            if (typeof data.has_more !== "boolean") {
              validate48.errors = [{ instancePath: instancePath + "/has_more", schemaPath: "#/properties/has_more/type", keyword: "type", params: { type: "boolean" } }];
              return false;
            }
            var valid0 = _errs4 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate48.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate48.errors = vErrors;
  return errors === 0;
}
var validateConversationSummary = validate49;
var validateDeliveryNotice = validate54;
var pattern8 = new RegExp("^[a-z][a-z0-9_]*$", "");
function validate59(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 64) {
        validate59.errors = [{ instancePath, schemaPath: "AnyCode/maxLength", keyword: "maxLength", params: { limit: 64 } }];
        return false;
      } else {
        if (!pattern8.test(data)) {
          validate59.errors = [{ instancePath, schemaPath: "AnyCode/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_]*$" } }];
          return false;
        }
      }
    } else {
      validate59.errors = [{ instancePath, schemaPath: "AnyCode/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate59.errors = vErrors;
  return errors === 0;
}
function validate54(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.seq === void 0 && (missing0 = "seq") || data.type === void 0 && (missing0 = "type") || data.message_id === void 0 && (missing0 = "message_id") || data.conversation_id === void 0 && (missing0 = "conversation_id") || data.recipients === void 0 && (missing0 = "recipients") || data.domain === void 0 && (missing0 = "domain") || data.code === void 0 && (missing0 = "code") || data.detail === void 0 && (missing0 = "detail") || data.attempts === void 0 && (missing0 = "attempts") || data.created_at === void 0 && (missing0 = "created_at")) {
        validate54.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.seq !== void 0) {
          let data0 = data.seq;
          const _errs1 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate54.errors = [{ instancePath: instancePath + "/seq", schemaPath: "#/properties/seq/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 9007199254740991 || isNaN(data0)) {
                validate54.errors = [{ instancePath: instancePath + "/seq", schemaPath: "#/properties/seq/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                return false;
              } else {
                if (data0 < 1 || isNaN(data0)) {
                  validate54.errors = [{ instancePath: instancePath + "/seq", schemaPath: "#/properties/seq/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } }];
                  return false;
                }
              }
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.type !== void 0) {
            const _errs3 = errors;
            if ("delivery_failure" !== data.type) {
              validate54.errors = [{ instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "delivery_failure" } }];
              return false;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.message_id !== void 0) {
              const _errs4 = errors;
              if (!validate41(data.message_id, { instancePath: instancePath + "/message_id", parentData: data, parentDataProperty: "message_id", rootData })) {
                vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.conversation_id !== void 0) {
                const _errs5 = errors;
                if (!validate41(data.conversation_id, { instancePath: instancePath + "/conversation_id", parentData: data, parentDataProperty: "conversation_id", rootData })) {
                  vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.recipients !== void 0) {
                  let data4 = data.recipients;
                  const _errs6 = errors;
                  if (errors === _errs6) {
                    if (Array.isArray(data4)) {
                      if (data4.length > 500) {
                        validate54.errors = [{ instancePath: instancePath + "/recipients", schemaPath: "#/properties/recipients/maxItems", keyword: "maxItems", params: { limit: 500 } }];
                        return false;
                      } else {
                        if (data4.length < 1) {
                          validate54.errors = [{ instancePath: instancePath + "/recipients", schemaPath: "#/properties/recipients/minItems", keyword: "minItems", params: { limit: 1 } }];
                          return false;
                        } else {
                          var valid1 = true;
                          const len0 = data4.length;
                          for (let i0 = 0; i0 < len0; i0++) {
                            const _errs8 = errors;
                            if (!validate22(data4[i0], { instancePath: instancePath + "/recipients/" + i0, parentData: data4, parentDataProperty: i0, rootData })) {
                              vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                              errors = vErrors.length;
                            }
                            var valid1 = _errs8 === errors;
                            if (!valid1) {
                              break;
                            }
                          }
                        }
                      }
                    } else {
                      validate54.errors = [{ instancePath: instancePath + "/recipients", schemaPath: "#/properties/recipients/type", keyword: "type", params: { type: "array" } }];
                      return false;
                    }
                  }
                  var valid0 = _errs6 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.domain !== void 0) {
                    const _errs9 = errors;
                    if (!validate24(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
                      vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
                      errors = vErrors.length;
                    }
                    var valid0 = _errs9 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.code !== void 0) {
                      const _errs10 = errors;
                      if (!validate59(data.code, { instancePath: instancePath + "/code", parentData: data, parentDataProperty: "code", rootData })) {
                        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
                        errors = vErrors.length;
                      }
                      var valid0 = _errs10 === errors;
                    } else {
                      var valid0 = true;
                    }
                    if (valid0) {
                      if (data.detail !== void 0) {
                        const _errs11 = errors;
                        if (typeof data.detail !== "string") {
                          validate54.errors = [{ instancePath: instancePath + "/detail", schemaPath: "#/properties/detail/type", keyword: "type", params: { type: "string" } }];
                          return false;
                        }
                        var valid0 = _errs11 === errors;
                      } else {
                        var valid0 = true;
                      }
                      if (valid0) {
                        if (data.attempts !== void 0) {
                          let data9 = data.attempts;
                          const _errs13 = errors;
                          if (!(typeof data9 == "number" && (!(data9 % 1) && !isNaN(data9)) && isFinite(data9))) {
                            validate54.errors = [{ instancePath: instancePath + "/attempts", schemaPath: "#/properties/attempts/type", keyword: "type", params: { type: "integer" } }];
                            return false;
                          }
                          if (errors === _errs13) {
                            if (typeof data9 == "number" && isFinite(data9)) {
                              if (data9 > 9007199254740991 || isNaN(data9)) {
                                validate54.errors = [{ instancePath: instancePath + "/attempts", schemaPath: "#/properties/attempts/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                return false;
                              } else {
                                if (data9 < 0 || isNaN(data9)) {
                                  validate54.errors = [{ instancePath: instancePath + "/attempts", schemaPath: "#/properties/attempts/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                  return false;
                                }
                              }
                            }
                          }
                          var valid0 = _errs13 === errors;
                        } else {
                          var valid0 = true;
                        }
                        if (valid0) {
                          if (data.created_at !== void 0) {
                            const _errs15 = errors;
                            if (!validate26(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
                              vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
                              errors = vErrors.length;
                            }
                            var valid0 = _errs15 === errors;
                          } else {
                            var valid0 = true;
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate54.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate54.errors = vErrors;
  return errors === 0;
}
var validateDeliveryReport = validate62;
var schema24 = { "type": "object", "required": ["domain", "recipients", "state", "attempts", "last_error", "delivered_at"], "properties": { "domain": { "$ref": "Domain" }, "recipients": { "type": "array", "items": { "$ref": "UserAddress" } }, "state": { "enum": ["queued", "delivered", "failed"] }, "attempts": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "last_error": { "anyOf": [{ "type": "object", "required": ["code", "detail"], "properties": { "code": { "$ref": "AnyCode" }, "detail": { "type": "string" } } }, { "type": "null" }] }, "delivered_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] } } };
function validate64(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain") || data.recipients === void 0 && (missing0 = "recipients") || data.state === void 0 && (missing0 = "state") || data.attempts === void 0 && (missing0 = "attempts") || data.last_error === void 0 && (missing0 = "last_error") || data.delivered_at === void 0 && (missing0 = "delivered_at")) {
        validate64.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domain !== void 0) {
          const _errs1 = errors;
          if (!validate24(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
            vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.recipients !== void 0) {
            let data1 = data.recipients;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (Array.isArray(data1)) {
                var valid1 = true;
                const len0 = data1.length;
                for (let i0 = 0; i0 < len0; i0++) {
                  const _errs4 = errors;
                  if (!validate22(data1[i0], { instancePath: instancePath + "/recipients/" + i0, parentData: data1, parentDataProperty: i0, rootData })) {
                    vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                    errors = vErrors.length;
                  }
                  var valid1 = _errs4 === errors;
                  if (!valid1) {
                    break;
                  }
                }
              } else {
                validate64.errors = [{ instancePath: instancePath + "/recipients", schemaPath: "#/properties/recipients/type", keyword: "type", params: { type: "array" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.state !== void 0) {
              let data3 = data.state;
              const _errs5 = errors;
              if (!(data3 === "queued" || data3 === "delivered" || data3 === "failed")) {
                validate64.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema24.properties.state.enum } }];
                return false;
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.attempts !== void 0) {
                let data4 = data.attempts;
                const _errs6 = errors;
                if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                  validate64.errors = [{ instancePath: instancePath + "/attempts", schemaPath: "#/properties/attempts/type", keyword: "type", params: { type: "integer" } }];
                  return false;
                }
                if (errors === _errs6) {
                  if (typeof data4 == "number" && isFinite(data4)) {
                    if (data4 > 9007199254740991 || isNaN(data4)) {
                      validate64.errors = [{ instancePath: instancePath + "/attempts", schemaPath: "#/properties/attempts/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                      return false;
                    } else {
                      if (data4 < 0 || isNaN(data4)) {
                        validate64.errors = [{ instancePath: instancePath + "/attempts", schemaPath: "#/properties/attempts/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                        return false;
                      }
                    }
                  }
                }
                var valid0 = _errs6 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.last_error !== void 0) {
                  let data5 = data.last_error;
                  const _errs8 = errors;
                  const _errs9 = errors;
                  let valid2 = false;
                  const _errs10 = errors;
                  if (errors === _errs10) {
                    if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
                      let missing1;
                      if (data5.code === void 0 && (missing1 = "code") || data5.detail === void 0 && (missing1 = "detail")) {
                        const err0 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/0/required", keyword: "required", params: { missingProperty: missing1 } };
                        if (vErrors === null) {
                          vErrors = [err0];
                        } else {
                          vErrors.push(err0);
                        }
                        errors++;
                      } else {
                        if (data5.code !== void 0) {
                          const _errs12 = errors;
                          if (!validate59(data5.code, { instancePath: instancePath + "/last_error/code", parentData: data5, parentDataProperty: "code", rootData })) {
                            vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
                            errors = vErrors.length;
                          }
                          var valid3 = _errs12 === errors;
                        } else {
                          var valid3 = true;
                        }
                        if (valid3) {
                          if (data5.detail !== void 0) {
                            const _errs13 = errors;
                            if (typeof data5.detail !== "string") {
                              const err1 = { instancePath: instancePath + "/last_error/detail", schemaPath: "#/properties/last_error/anyOf/0/properties/detail/type", keyword: "type", params: { type: "string" } };
                              if (vErrors === null) {
                                vErrors = [err1];
                              } else {
                                vErrors.push(err1);
                              }
                              errors++;
                            }
                            var valid3 = _errs13 === errors;
                          } else {
                            var valid3 = true;
                          }
                        }
                      }
                    } else {
                      const err2 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/0/type", keyword: "type", params: { type: "object" } };
                      if (vErrors === null) {
                        vErrors = [err2];
                      } else {
                        vErrors.push(err2);
                      }
                      errors++;
                    }
                  }
                  var _valid0 = _errs10 === errors;
                  valid2 = valid2 || _valid0;
                  if (!valid2) {
                    const _errs15 = errors;
                    if (data5 !== null) {
                      const err3 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/1/type", keyword: "type", params: { type: "null" } };
                      if (vErrors === null) {
                        vErrors = [err3];
                      } else {
                        vErrors.push(err3);
                      }
                      errors++;
                    }
                    var _valid0 = _errs15 === errors;
                    valid2 = valid2 || _valid0;
                  }
                  if (!valid2) {
                    const err4 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf", keyword: "anyOf", params: {} };
                    if (vErrors === null) {
                      vErrors = [err4];
                    } else {
                      vErrors.push(err4);
                    }
                    errors++;
                    validate64.errors = vErrors;
                    return false;
                  } else {
                    errors = _errs9;
                    if (vErrors !== null) {
                      if (_errs9) {
                        vErrors.length = _errs9;
                      } else {
                        vErrors = null;
                      }
                    }
                  }
                  var valid0 = _errs8 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.delivered_at !== void 0) {
                    let data8 = data.delivered_at;
                    const _errs17 = errors;
                    const _errs18 = errors;
                    let valid4 = false;
                    const _errs19 = errors;
                    if (!validate26(data8, { instancePath: instancePath + "/delivered_at", parentData: data, parentDataProperty: "delivered_at", rootData })) {
                      vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
                      errors = vErrors.length;
                    }
                    var _valid1 = _errs19 === errors;
                    valid4 = valid4 || _valid1;
                    if (!valid4) {
                      const _errs20 = errors;
                      if (data8 !== null) {
                        const err5 = { instancePath: instancePath + "/delivered_at", schemaPath: "#/properties/delivered_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                        if (vErrors === null) {
                          vErrors = [err5];
                        } else {
                          vErrors.push(err5);
                        }
                        errors++;
                      }
                      var _valid1 = _errs20 === errors;
                      valid4 = valid4 || _valid1;
                    }
                    if (!valid4) {
                      const err6 = { instancePath: instancePath + "/delivered_at", schemaPath: "#/properties/delivered_at/anyOf", keyword: "anyOf", params: {} };
                      if (vErrors === null) {
                        vErrors = [err6];
                      } else {
                        vErrors.push(err6);
                      }
                      errors++;
                      validate64.errors = vErrors;
                      return false;
                    } else {
                      errors = _errs18;
                      if (vErrors !== null) {
                        if (_errs18) {
                          vErrors.length = _errs18;
                        } else {
                          vErrors = null;
                        }
                      }
                    }
                    var valid0 = _errs17 === errors;
                  } else {
                    var valid0 = true;
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate64.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate64.errors = vErrors;
  return errors === 0;
}
function validate62(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.message_id === void 0 && (missing0 = "message_id") || data.deliveries === void 0 && (missing0 = "deliveries")) {
        validate62.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.message_id !== void 0) {
          const _errs1 = errors;
          if (!validate41(data.message_id, { instancePath: instancePath + "/message_id", parentData: data, parentDataProperty: "message_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.deliveries !== void 0) {
            let data1 = data.deliveries;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (Array.isArray(data1)) {
                var valid1 = true;
                const len0 = data1.length;
                for (let i0 = 0; i0 < len0; i0++) {
                  const _errs4 = errors;
                  if (!validate64(data1[i0], { instancePath: instancePath + "/deliveries/" + i0, parentData: data1, parentDataProperty: i0, rootData })) {
                    vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
                    errors = vErrors.length;
                  }
                  var valid1 = _errs4 === errors;
                  if (!valid1) {
                    break;
                  }
                }
              } else {
                validate62.errors = [{ instancePath: instancePath + "/deliveries", schemaPath: "#/properties/deliveries/type", keyword: "type", params: { type: "array" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate62.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate62.errors = vErrors;
  return errors === 0;
}
var validateDeliveryStatus = validate64;
var validateDiscoveryDocument = validate70;
var pattern9 = new RegExp("^[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+(?:/[^\\s?#\\\\]*)?$", "");
function validate72(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 2048) {
        validate72.errors = [{ instancePath, schemaPath: "HttpsUrl/maxLength", keyword: "maxLength", params: { limit: 2048 } }];
        return false;
      } else {
        if (!pattern9.test(data)) {
          validate72.errors = [{ instancePath, schemaPath: "HttpsUrl/pattern", keyword: "pattern", params: { pattern: "^[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+(?:/[^\\s?#\\\\]*)?$" } }];
          return false;
        }
      }
    } else {
      validate72.errors = [{ instancePath, schemaPath: "HttpsUrl/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate72.errors = vErrors;
  return errors === 0;
}
var pattern10 = new RegExp("^[!#-\\[\\]-~]+$", "");
function validate75(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 128) {
        validate75.errors = [{ instancePath, schemaPath: "DomainKeyId/maxLength", keyword: "maxLength", params: { limit: 128 } }];
        return false;
      } else {
        if (data.length < 1) {
          validate75.errors = [{ instancePath, schemaPath: "DomainKeyId/minLength", keyword: "minLength", params: { limit: 1 } }];
          return false;
        } else {
          if (!pattern10.test(data)) {
            validate75.errors = [{ instancePath, schemaPath: "DomainKeyId/pattern", keyword: "pattern", params: { pattern: "^[!#-\\[\\]-~]+$" } }];
            return false;
          }
        }
      }
    } else {
      validate75.errors = [{ instancePath, schemaPath: "DomainKeyId/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate75.errors = vErrors;
  return errors === 0;
}
function validate77(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.key_id === void 0 && (missing0 = "key_id") || data.public_key === void 0 && (missing0 = "public_key")) {
        validate77.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.key_id !== void 0) {
          const _errs1 = errors;
          if (!validate75(data.key_id, { instancePath: instancePath + "/key_id", parentData: data, parentDataProperty: "key_id", rootData })) {
            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.public_key !== void 0) {
            const _errs2 = errors;
            if (!validate30(data.public_key, { instancePath: instancePath + "/public_key", parentData: data, parentDataProperty: "public_key", rootData })) {
              vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.expires_at !== void 0) {
              let data2 = data.expires_at;
              const _errs3 = errors;
              const _errs4 = errors;
              let valid1 = false;
              const _errs5 = errors;
              if (!validate26(data2, { instancePath: instancePath + "/expires_at", parentData: data, parentDataProperty: "expires_at", rootData })) {
                vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
                errors = vErrors.length;
              }
              var _valid0 = _errs5 === errors;
              valid1 = valid1 || _valid0;
              if (!valid1) {
                const _errs6 = errors;
                if (data2 !== null) {
                  const err0 = { instancePath: instancePath + "/expires_at", schemaPath: "#/properties/expires_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                  if (vErrors === null) {
                    vErrors = [err0];
                  } else {
                    vErrors.push(err0);
                  }
                  errors++;
                }
                var _valid0 = _errs6 === errors;
                valid1 = valid1 || _valid0;
              }
              if (!valid1) {
                const err1 = { instancePath: instancePath + "/expires_at", schemaPath: "#/properties/expires_at/anyOf", keyword: "anyOf", params: {} };
                if (vErrors === null) {
                  vErrors = [err1];
                } else {
                  vErrors.push(err1);
                }
                errors++;
                validate77.errors = vErrors;
                return false;
              } else {
                errors = _errs4;
                if (vErrors !== null) {
                  if (_errs4) {
                    vErrors.length = _errs4;
                  } else {
                    vErrors = null;
                  }
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate77.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate77.errors = vErrors;
  return errors === 0;
}
function validate70(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.federation_endpoint === void 0 && (missing0 = "federation_endpoint") || data.api_endpoint === void 0 && (missing0 = "api_endpoint") || data.public_key === void 0 && (missing0 = "public_key") || data.capabilities === void 0 && (missing0 = "capabilities")) {
        validate70.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.version !== void 0) {
          let data0 = data.version;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 32) {
                validate70.errors = [{ instancePath: instancePath + "/version", schemaPath: "#/properties/version/maxLength", keyword: "maxLength", params: { limit: 32 } }];
                return false;
              } else {
                if (data0.length < 1) {
                  validate70.errors = [{ instancePath: instancePath + "/version", schemaPath: "#/properties/version/minLength", keyword: "minLength", params: { limit: 1 } }];
                  return false;
                }
              }
            } else {
              validate70.errors = [{ instancePath: instancePath + "/version", schemaPath: "#/properties/version/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.domain !== void 0) {
            const _errs3 = errors;
            if (!validate24(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
              vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.federation_endpoint !== void 0) {
              const _errs4 = errors;
              if (!validate72(data.federation_endpoint, { instancePath: instancePath + "/federation_endpoint", parentData: data, parentDataProperty: "federation_endpoint", rootData })) {
                vErrors = vErrors === null ? validate72.errors : vErrors.concat(validate72.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.api_endpoint !== void 0) {
                const _errs5 = errors;
                if (typeof data.api_endpoint !== "string") {
                  validate70.errors = [{ instancePath: instancePath + "/api_endpoint", schemaPath: "#/properties/api_endpoint/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.public_key !== void 0) {
                  const _errs7 = errors;
                  if (!validate30(data.public_key, { instancePath: instancePath + "/public_key", parentData: data, parentDataProperty: "public_key", rootData })) {
                    vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
                    errors = vErrors.length;
                  }
                  var valid0 = _errs7 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.key_id !== void 0) {
                    const _errs8 = errors;
                    if (!validate75(data.key_id, { instancePath: instancePath + "/key_id", parentData: data, parentDataProperty: "key_id", rootData })) {
                      vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
                      errors = vErrors.length;
                    }
                    var valid0 = _errs8 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.keys !== void 0) {
                      let data6 = data.keys;
                      const _errs9 = errors;
                      if (errors === _errs9) {
                        if (Array.isArray(data6)) {
                          var valid1 = true;
                          const len0 = data6.length;
                          for (let i0 = 0; i0 < len0; i0++) {
                            const _errs11 = errors;
                            if (!validate77(data6[i0], { instancePath: instancePath + "/keys/" + i0, parentData: data6, parentDataProperty: i0, rootData })) {
                              vErrors = vErrors === null ? validate77.errors : vErrors.concat(validate77.errors);
                              errors = vErrors.length;
                            }
                            var valid1 = _errs11 === errors;
                            if (!valid1) {
                              break;
                            }
                          }
                        } else {
                          validate70.errors = [{ instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/type", keyword: "type", params: { type: "array" } }];
                          return false;
                        }
                      }
                      var valid0 = _errs9 === errors;
                    } else {
                      var valid0 = true;
                    }
                    if (valid0) {
                      if (data.capabilities !== void 0) {
                        let data8 = data.capabilities;
                        const _errs12 = errors;
                        if (errors === _errs12) {
                          if (Array.isArray(data8)) {
                            var valid2 = true;
                            const len1 = data8.length;
                            for (let i1 = 0; i1 < len1; i1++) {
                              const _errs14 = errors;
                              if (typeof data8[i1] !== "string") {
                                validate70.errors = [{ instancePath: instancePath + "/capabilities/" + i1, schemaPath: "#/properties/capabilities/items/type", keyword: "type", params: { type: "string" } }];
                                return false;
                              }
                              var valid2 = _errs14 === errors;
                              if (!valid2) {
                                break;
                              }
                            }
                          } else {
                            validate70.errors = [{ instancePath: instancePath + "/capabilities", schemaPath: "#/properties/capabilities/type", keyword: "type", params: { type: "array" } }];
                            return false;
                          }
                        }
                        var valid0 = _errs12 === errors;
                      } else {
                        var valid0 = true;
                      }
                      if (valid0) {
                        if (data.limits !== void 0) {
                          let data10 = data.limits;
                          const _errs16 = errors;
                          if (errors === _errs16) {
                            if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
                              if (data10.max_batch !== void 0) {
                                let data11 = data10.max_batch;
                                const _errs18 = errors;
                                if (!(typeof data11 == "number" && (!(data11 % 1) && !isNaN(data11)) && isFinite(data11))) {
                                  validate70.errors = [{ instancePath: instancePath + "/limits/max_batch", schemaPath: "#/properties/limits/properties/max_batch/type", keyword: "type", params: { type: "integer" } }];
                                  return false;
                                }
                                if (errors === _errs18) {
                                  if (typeof data11 == "number" && isFinite(data11)) {
                                    if (data11 > 9007199254740991 || isNaN(data11)) {
                                      validate70.errors = [{ instancePath: instancePath + "/limits/max_batch", schemaPath: "#/properties/limits/properties/max_batch/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                      return false;
                                    } else {
                                      if (data11 < 1 || isNaN(data11)) {
                                        validate70.errors = [{ instancePath: instancePath + "/limits/max_batch", schemaPath: "#/properties/limits/properties/max_batch/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } }];
                                        return false;
                                      }
                                    }
                                  }
                                }
                                var valid3 = _errs18 === errors;
                              } else {
                                var valid3 = true;
                              }
                              if (valid3) {
                                if (data10.max_body_bytes !== void 0) {
                                  let data12 = data10.max_body_bytes;
                                  const _errs20 = errors;
                                  if (!(typeof data12 == "number" && (!(data12 % 1) && !isNaN(data12)) && isFinite(data12))) {
                                    validate70.errors = [{ instancePath: instancePath + "/limits/max_body_bytes", schemaPath: "#/properties/limits/properties/max_body_bytes/type", keyword: "type", params: { type: "integer" } }];
                                    return false;
                                  }
                                  if (errors === _errs20) {
                                    if (typeof data12 == "number" && isFinite(data12)) {
                                      if (data12 > 9007199254740991 || isNaN(data12)) {
                                        validate70.errors = [{ instancePath: instancePath + "/limits/max_body_bytes", schemaPath: "#/properties/limits/properties/max_body_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                        return false;
                                      } else {
                                        if (data12 < 1 || isNaN(data12)) {
                                          validate70.errors = [{ instancePath: instancePath + "/limits/max_body_bytes", schemaPath: "#/properties/limits/properties/max_body_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } }];
                                          return false;
                                        }
                                      }
                                    }
                                  }
                                  var valid3 = _errs20 === errors;
                                } else {
                                  var valid3 = true;
                                }
                                if (valid3) {
                                  if (data10.max_attachment_bytes !== void 0) {
                                    let data13 = data10.max_attachment_bytes;
                                    const _errs22 = errors;
                                    if (!(typeof data13 == "number" && (!(data13 % 1) && !isNaN(data13)) && isFinite(data13))) {
                                      validate70.errors = [{ instancePath: instancePath + "/limits/max_attachment_bytes", schemaPath: "#/properties/limits/properties/max_attachment_bytes/type", keyword: "type", params: { type: "integer" } }];
                                      return false;
                                    }
                                    if (errors === _errs22) {
                                      if (typeof data13 == "number" && isFinite(data13)) {
                                        if (data13 > 9007199254740991 || isNaN(data13)) {
                                          validate70.errors = [{ instancePath: instancePath + "/limits/max_attachment_bytes", schemaPath: "#/properties/limits/properties/max_attachment_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                          return false;
                                        } else {
                                          if (data13 < 0 || isNaN(data13)) {
                                            validate70.errors = [{ instancePath: instancePath + "/limits/max_attachment_bytes", schemaPath: "#/properties/limits/properties/max_attachment_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                            return false;
                                          }
                                        }
                                      }
                                    }
                                    var valid3 = _errs22 === errors;
                                  } else {
                                    var valid3 = true;
                                  }
                                }
                              }
                            } else {
                              validate70.errors = [{ instancePath: instancePath + "/limits", schemaPath: "#/properties/limits/type", keyword: "type", params: { type: "object" } }];
                              return false;
                            }
                          }
                          var valid0 = _errs16 === errors;
                        } else {
                          var valid0 = true;
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate70.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate70.errors = vErrors;
  return errors === 0;
}
var validateDomainKey = validate77;
var validateEncryptedKey = validate82;
function validate84(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 683) {
        validate84.errors = [{ instancePath, schemaPath: "WrappedKey/maxLength", keyword: "maxLength", params: { limit: 683 } }];
        return false;
      } else {
        if (data.length < 107) {
          validate84.errors = [{ instancePath, schemaPath: "WrappedKey/minLength", keyword: "minLength", params: { limit: 107 } }];
          return false;
        } else {
          if (!pattern3.test(data)) {
            validate84.errors = [{ instancePath, schemaPath: "WrappedKey/pattern", keyword: "pattern", params: { pattern: "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$" } }];
            return false;
          }
        }
      }
    } else {
      validate84.errors = [{ instancePath, schemaPath: "WrappedKey/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate84.errors = vErrors;
  return errors === 0;
}
function validate82(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.recipient === void 0 && (missing0 = "recipient") || data.encrypted_key === void 0 && (missing0 = "encrypted_key")) {
        validate82.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.recipient !== void 0) {
          const _errs1 = errors;
          if (!validate22(data.recipient, { instancePath: instancePath + "/recipient", parentData: data, parentDataProperty: "recipient", rootData })) {
            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.encrypted_key !== void 0) {
            const _errs2 = errors;
            if (!validate84(data.encrypted_key, { instancePath: instancePath + "/encrypted_key", parentData: data, parentDataProperty: "encrypted_key", rootData })) {
              vErrors = vErrors === null ? validate84.errors : vErrors.concat(validate84.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.key_id !== void 0) {
              const _errs3 = errors;
              if (!validate33(data.key_id, { instancePath: instancePath + "/key_id", parentData: data, parentDataProperty: "key_id", rootData })) {
                vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate82.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate82.errors = vErrors;
  return errors === 0;
}
var validateEncryptionKey = validate32;
var validateFederationBatchEntry = validate87;
var schema31 = { "type": "object", "required": ["message_id", "status"], "properties": { "message_id": { "anyOf": [{ "$ref": "UuidV7" }, { "type": "null" }] }, "status": { "enum": ["stored", "duplicate", "rejected"] }, "code": { "$ref": "AnyCode" }, "detail": { "type": "string" }, "unknown_recipients": { "type": "array", "maxItems": 500, "items": { "$ref": "UserAddress" } } } };
function validate87(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.message_id === void 0 && (missing0 = "message_id") || data.status === void 0 && (missing0 = "status")) {
        validate87.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.message_id !== void 0) {
          let data0 = data.message_id;
          const _errs1 = errors;
          const _errs2 = errors;
          let valid1 = false;
          const _errs3 = errors;
          if (!validate41(data0, { instancePath: instancePath + "/message_id", parentData: data, parentDataProperty: "message_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var _valid0 = _errs3 === errors;
          valid1 = valid1 || _valid0;
          if (!valid1) {
            const _errs4 = errors;
            if (data0 !== null) {
              const err0 = { instancePath: instancePath + "/message_id", schemaPath: "#/properties/message_id/anyOf/1/type", keyword: "type", params: { type: "null" } };
              if (vErrors === null) {
                vErrors = [err0];
              } else {
                vErrors.push(err0);
              }
              errors++;
            }
            var _valid0 = _errs4 === errors;
            valid1 = valid1 || _valid0;
          }
          if (!valid1) {
            const err1 = { instancePath: instancePath + "/message_id", schemaPath: "#/properties/message_id/anyOf", keyword: "anyOf", params: {} };
            if (vErrors === null) {
              vErrors = [err1];
            } else {
              vErrors.push(err1);
            }
            errors++;
            validate87.errors = vErrors;
            return false;
          } else {
            errors = _errs2;
            if (vErrors !== null) {
              if (_errs2) {
                vErrors.length = _errs2;
              } else {
                vErrors = null;
              }
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.status !== void 0) {
            let data1 = data.status;
            const _errs6 = errors;
            if (!(data1 === "stored" || data1 === "duplicate" || data1 === "rejected")) {
              validate87.errors = [{ instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: { allowedValues: schema31.properties.status.enum } }];
              return false;
            }
            var valid0 = _errs6 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.code !== void 0) {
              const _errs7 = errors;
              if (!validate59(data.code, { instancePath: instancePath + "/code", parentData: data, parentDataProperty: "code", rootData })) {
                vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs7 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.detail !== void 0) {
                const _errs8 = errors;
                if (typeof data.detail !== "string") {
                  validate87.errors = [{ instancePath: instancePath + "/detail", schemaPath: "#/properties/detail/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
                var valid0 = _errs8 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.unknown_recipients !== void 0) {
                  let data4 = data.unknown_recipients;
                  const _errs10 = errors;
                  if (errors === _errs10) {
                    if (Array.isArray(data4)) {
                      if (data4.length > 500) {
                        validate87.errors = [{ instancePath: instancePath + "/unknown_recipients", schemaPath: "#/properties/unknown_recipients/maxItems", keyword: "maxItems", params: { limit: 500 } }];
                        return false;
                      } else {
                        var valid2 = true;
                        const len0 = data4.length;
                        for (let i0 = 0; i0 < len0; i0++) {
                          const _errs12 = errors;
                          if (!validate22(data4[i0], { instancePath: instancePath + "/unknown_recipients/" + i0, parentData: data4, parentDataProperty: i0, rootData })) {
                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                            errors = vErrors.length;
                          }
                          var valid2 = _errs12 === errors;
                          if (!valid2) {
                            break;
                          }
                        }
                      }
                    } else {
                      validate87.errors = [{ instancePath: instancePath + "/unknown_recipients", schemaPath: "#/properties/unknown_recipients/type", keyword: "type", params: { type: "array" } }];
                      return false;
                    }
                  }
                  var valid0 = _errs10 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate87.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate87.errors = vErrors;
  return errors === 0;
}
var validateFederationBatchResult = validate91;
function validate91(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.results === void 0 && (missing0 = "results")) {
        validate91.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.results !== void 0) {
          let data0 = data.results;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate87(data0[i0], { instancePath: instancePath + "/results/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate87.errors : vErrors.concat(validate87.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate91.errors = [{ instancePath: instancePath + "/results", schemaPath: "#/properties/results/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate91.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate91.errors = vErrors;
  return errors === 0;
}
var validateFederationBatch = validate93;
function validate93(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.messages === void 0 && (missing0 = "messages")) {
        validate93.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.messages !== void 0) {
          let data0 = data.messages;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              if (data0.length < 1) {
                validate93.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/minItems", keyword: "minItems", params: { limit: 1 } }];
                return false;
              }
            } else {
              validate93.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate93.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate93.errors = vErrors;
  return errors === 0;
}
var validateFederationResult = validate94;
var schema34 = { "type": "object", "required": ["message_id", "status"], "properties": { "message_id": { "$ref": "UuidV7" }, "status": { "enum": ["stored", "duplicate"] }, "unknown_recipients": { "type": "array", "maxItems": 500, "items": { "$ref": "UserAddress" } } } };
function validate94(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.message_id === void 0 && (missing0 = "message_id") || data.status === void 0 && (missing0 = "status")) {
        validate94.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.message_id !== void 0) {
          const _errs1 = errors;
          if (!validate41(data.message_id, { instancePath: instancePath + "/message_id", parentData: data, parentDataProperty: "message_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.status !== void 0) {
            let data1 = data.status;
            const _errs2 = errors;
            if (!(data1 === "stored" || data1 === "duplicate")) {
              validate94.errors = [{ instancePath: instancePath + "/status", schemaPath: "#/properties/status/enum", keyword: "enum", params: { allowedValues: schema34.properties.status.enum } }];
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.unknown_recipients !== void 0) {
              let data2 = data.unknown_recipients;
              const _errs3 = errors;
              if (errors === _errs3) {
                if (Array.isArray(data2)) {
                  if (data2.length > 500) {
                    validate94.errors = [{ instancePath: instancePath + "/unknown_recipients", schemaPath: "#/properties/unknown_recipients/maxItems", keyword: "maxItems", params: { limit: 500 } }];
                    return false;
                  } else {
                    var valid1 = true;
                    const len0 = data2.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                      const _errs5 = errors;
                      if (!validate22(data2[i0], { instancePath: instancePath + "/unknown_recipients/" + i0, parentData: data2, parentDataProperty: i0, rootData })) {
                        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                        errors = vErrors.length;
                      }
                      var valid1 = _errs5 === errors;
                      if (!valid1) {
                        break;
                      }
                    }
                  }
                } else {
                  validate94.errors = [{ instancePath: instancePath + "/unknown_recipients", schemaPath: "#/properties/unknown_recipients/type", keyword: "type", params: { type: "array" } }];
                  return false;
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate94.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate94.errors = vErrors;
  return errors === 0;
}
var validateMailboxPosition = validate97;
function validate97(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.seq === void 0 && (missing0 = "seq")) {
        validate97.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.seq !== void 0) {
          let data0 = data.seq;
          const _errs1 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate97.errors = [{ instancePath: instancePath + "/seq", schemaPath: "#/properties/seq/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 9007199254740991 || isNaN(data0)) {
                validate97.errors = [{ instancePath: instancePath + "/seq", schemaPath: "#/properties/seq/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                return false;
              } else {
                if (data0 < 1 || isNaN(data0)) {
                  validate97.errors = [{ instancePath: instancePath + "/seq", schemaPath: "#/properties/seq/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } }];
                  return false;
                }
              }
            }
          }
        }
      }
    } else {
      validate97.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate97.errors = vErrors;
  return errors === 0;
}
var validateMessageContent = validate98;
function validate98(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.v === void 0 && (missing0 = "v") || data.text === void 0 && (missing0 = "text") || data.attachments === void 0 && (missing0 = "attachments")) {
        validate98.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.v !== void 0) {
          const _errs1 = errors;
          if (1 !== data.v) {
            validate98.errors = [{ instancePath: instancePath + "/v", schemaPath: "#/properties/v/const", keyword: "const", params: { allowedValue: 1 } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.text !== void 0) {
            let data1 = data.text;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (typeof data1 === "string") {
                if (data1.length > 65536) {
                  validate98.errors = [{ instancePath: instancePath + "/text", schemaPath: "#/properties/text/maxLength", keyword: "maxLength", params: { limit: 65536 } }];
                  return false;
                }
              } else {
                validate98.errors = [{ instancePath: instancePath + "/text", schemaPath: "#/properties/text/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.attachments !== void 0) {
              let data2 = data.attachments;
              const _errs4 = errors;
              if (errors === _errs4) {
                if (Array.isArray(data2)) {
                  if (data2.length > 1e3) {
                    validate98.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/maxItems", keyword: "maxItems", params: { limit: 1e3 } }];
                    return false;
                  } else {
                    var valid1 = true;
                    const len0 = data2.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                      const _errs6 = errors;
                      if (!validate45(data2[i0], { instancePath: instancePath + "/attachments/" + i0, parentData: data2, parentDataProperty: i0, rootData })) {
                        vErrors = vErrors === null ? validate45.errors : vErrors.concat(validate45.errors);
                        errors = vErrors.length;
                      }
                      var valid1 = _errs6 === errors;
                      if (!valid1) {
                        break;
                      }
                    }
                  }
                } else {
                  validate98.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/type", keyword: "type", params: { type: "array" } }];
                  return false;
                }
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate98.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate98.errors = vErrors;
  return errors === 0;
}
var validateMessagePage = validate100;
var schema38 = { "type": "object", "required": ["message_id", "conversation_id", "sender", "participants", "timestamp", "type", "reference", "encrypted_payload", "encrypted_keys"], "properties": { "message_id": { "$ref": "UuidV7" }, "conversation_id": { "$ref": "UuidV7" }, "sender": { "$ref": "UserAddress" }, "participants": { "type": "array", "minItems": 2, "maxItems": 500, "items": { "$ref": "UserAddress" } }, "timestamp": { "$ref": "Milliseconds" }, "type": { "enum": ["text", "edit"] }, "reference": { "anyOf": [{ "$ref": "UuidV7" }, { "type": "null" }] }, "encrypted_payload": { "$ref": "EncryptedPayload" }, "encrypted_keys": { "type": "array", "maxItems": 500, "items": { "$ref": "encrypted-key.json" } }, "attachments": { "type": "array", "maxItems": 1e3, "items": { "$ref": "attachment-ref.json" } }, "signature": { "$ref": "Bytes64" } } };
var pattern12 = new RegExp("^[A-Za-z0-9_-]*$", "");
function validate108(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 185686) {
        validate108.errors = [{ instancePath, schemaPath: "EncryptedPayload/maxLength", keyword: "maxLength", params: { limit: 185686 } }];
        return false;
      } else {
        if (data.length < 40) {
          validate108.errors = [{ instancePath, schemaPath: "EncryptedPayload/minLength", keyword: "minLength", params: { limit: 40 } }];
          return false;
        } else {
          if (!pattern12.test(data)) {
            validate108.errors = [{ instancePath, schemaPath: "EncryptedPayload/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9_-]*$" } }];
            return false;
          }
        }
      }
    } else {
      validate108.errors = [{ instancePath, schemaPath: "EncryptedPayload/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate108.errors = vErrors;
  return errors === 0;
}
function validate101(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.message_id === void 0 && (missing0 = "message_id") || data.conversation_id === void 0 && (missing0 = "conversation_id") || data.sender === void 0 && (missing0 = "sender") || data.participants === void 0 && (missing0 = "participants") || data.timestamp === void 0 && (missing0 = "timestamp") || data.type === void 0 && (missing0 = "type") || data.reference === void 0 && (missing0 = "reference") || data.encrypted_payload === void 0 && (missing0 = "encrypted_payload") || data.encrypted_keys === void 0 && (missing0 = "encrypted_keys")) {
        validate101.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.message_id !== void 0) {
          const _errs1 = errors;
          if (!validate41(data.message_id, { instancePath: instancePath + "/message_id", parentData: data, parentDataProperty: "message_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.conversation_id !== void 0) {
            const _errs2 = errors;
            if (!validate41(data.conversation_id, { instancePath: instancePath + "/conversation_id", parentData: data, parentDataProperty: "conversation_id", rootData })) {
              vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.sender !== void 0) {
              const _errs3 = errors;
              if (!validate22(data.sender, { instancePath: instancePath + "/sender", parentData: data, parentDataProperty: "sender", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.participants !== void 0) {
                let data3 = data.participants;
                const _errs4 = errors;
                if (errors === _errs4) {
                  if (Array.isArray(data3)) {
                    if (data3.length > 500) {
                      validate101.errors = [{ instancePath: instancePath + "/participants", schemaPath: "#/properties/participants/maxItems", keyword: "maxItems", params: { limit: 500 } }];
                      return false;
                    } else {
                      if (data3.length < 2) {
                        validate101.errors = [{ instancePath: instancePath + "/participants", schemaPath: "#/properties/participants/minItems", keyword: "minItems", params: { limit: 2 } }];
                        return false;
                      } else {
                        var valid1 = true;
                        const len0 = data3.length;
                        for (let i0 = 0; i0 < len0; i0++) {
                          const _errs6 = errors;
                          if (!validate22(data3[i0], { instancePath: instancePath + "/participants/" + i0, parentData: data3, parentDataProperty: i0, rootData })) {
                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                            errors = vErrors.length;
                          }
                          var valid1 = _errs6 === errors;
                          if (!valid1) {
                            break;
                          }
                        }
                      }
                    }
                  } else {
                    validate101.errors = [{ instancePath: instancePath + "/participants", schemaPath: "#/properties/participants/type", keyword: "type", params: { type: "array" } }];
                    return false;
                  }
                }
                var valid0 = _errs4 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.timestamp !== void 0) {
                  const _errs7 = errors;
                  if (!validate26(data.timestamp, { instancePath: instancePath + "/timestamp", parentData: data, parentDataProperty: "timestamp", rootData })) {
                    vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
                    errors = vErrors.length;
                  }
                  var valid0 = _errs7 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.type !== void 0) {
                    let data6 = data.type;
                    const _errs8 = errors;
                    if (!(data6 === "text" || data6 === "edit")) {
                      validate101.errors = [{ instancePath: instancePath + "/type", schemaPath: "#/properties/type/enum", keyword: "enum", params: { allowedValues: schema38.properties.type.enum } }];
                      return false;
                    }
                    var valid0 = _errs8 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.reference !== void 0) {
                      let data7 = data.reference;
                      const _errs9 = errors;
                      const _errs10 = errors;
                      let valid2 = false;
                      const _errs11 = errors;
                      if (!validate41(data7, { instancePath: instancePath + "/reference", parentData: data, parentDataProperty: "reference", rootData })) {
                        vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
                        errors = vErrors.length;
                      }
                      var _valid0 = _errs11 === errors;
                      valid2 = valid2 || _valid0;
                      if (!valid2) {
                        const _errs12 = errors;
                        if (data7 !== null) {
                          const err0 = { instancePath: instancePath + "/reference", schemaPath: "#/properties/reference/anyOf/1/type", keyword: "type", params: { type: "null" } };
                          if (vErrors === null) {
                            vErrors = [err0];
                          } else {
                            vErrors.push(err0);
                          }
                          errors++;
                        }
                        var _valid0 = _errs12 === errors;
                        valid2 = valid2 || _valid0;
                      }
                      if (!valid2) {
                        const err1 = { instancePath: instancePath + "/reference", schemaPath: "#/properties/reference/anyOf", keyword: "anyOf", params: {} };
                        if (vErrors === null) {
                          vErrors = [err1];
                        } else {
                          vErrors.push(err1);
                        }
                        errors++;
                        validate101.errors = vErrors;
                        return false;
                      } else {
                        errors = _errs10;
                        if (vErrors !== null) {
                          if (_errs10) {
                            vErrors.length = _errs10;
                          } else {
                            vErrors = null;
                          }
                        }
                      }
                      var valid0 = _errs9 === errors;
                    } else {
                      var valid0 = true;
                    }
                    if (valid0) {
                      if (data.encrypted_payload !== void 0) {
                        const _errs14 = errors;
                        if (!validate108(data.encrypted_payload, { instancePath: instancePath + "/encrypted_payload", parentData: data, parentDataProperty: "encrypted_payload", rootData })) {
                          vErrors = vErrors === null ? validate108.errors : vErrors.concat(validate108.errors);
                          errors = vErrors.length;
                        }
                        var valid0 = _errs14 === errors;
                      } else {
                        var valid0 = true;
                      }
                      if (valid0) {
                        if (data.encrypted_keys !== void 0) {
                          let data9 = data.encrypted_keys;
                          const _errs15 = errors;
                          if (errors === _errs15) {
                            if (Array.isArray(data9)) {
                              if (data9.length > 500) {
                                validate101.errors = [{ instancePath: instancePath + "/encrypted_keys", schemaPath: "#/properties/encrypted_keys/maxItems", keyword: "maxItems", params: { limit: 500 } }];
                                return false;
                              } else {
                                var valid3 = true;
                                const len1 = data9.length;
                                for (let i1 = 0; i1 < len1; i1++) {
                                  const _errs17 = errors;
                                  if (!validate82(data9[i1], { instancePath: instancePath + "/encrypted_keys/" + i1, parentData: data9, parentDataProperty: i1, rootData })) {
                                    vErrors = vErrors === null ? validate82.errors : vErrors.concat(validate82.errors);
                                    errors = vErrors.length;
                                  }
                                  var valid3 = _errs17 === errors;
                                  if (!valid3) {
                                    break;
                                  }
                                }
                              }
                            } else {
                              validate101.errors = [{ instancePath: instancePath + "/encrypted_keys", schemaPath: "#/properties/encrypted_keys/type", keyword: "type", params: { type: "array" } }];
                              return false;
                            }
                          }
                          var valid0 = _errs15 === errors;
                        } else {
                          var valid0 = true;
                        }
                        if (valid0) {
                          if (data.attachments !== void 0) {
                            let data11 = data.attachments;
                            const _errs18 = errors;
                            if (errors === _errs18) {
                              if (Array.isArray(data11)) {
                                if (data11.length > 1e3) {
                                  validate101.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/maxItems", keyword: "maxItems", params: { limit: 1e3 } }];
                                  return false;
                                } else {
                                  var valid4 = true;
                                  const len2 = data11.length;
                                  for (let i2 = 0; i2 < len2; i2++) {
                                    const _errs20 = errors;
                                    if (!validate40(data11[i2], { instancePath: instancePath + "/attachments/" + i2, parentData: data11, parentDataProperty: i2, rootData })) {
                                      vErrors = vErrors === null ? validate40.errors : vErrors.concat(validate40.errors);
                                      errors = vErrors.length;
                                    }
                                    var valid4 = _errs20 === errors;
                                    if (!valid4) {
                                      break;
                                    }
                                  }
                                }
                              } else {
                                validate101.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/type", keyword: "type", params: { type: "array" } }];
                                return false;
                              }
                            }
                            var valid0 = _errs18 === errors;
                          } else {
                            var valid0 = true;
                          }
                          if (valid0) {
                            if (data.signature !== void 0) {
                              const _errs21 = errors;
                              if (!validate37(data.signature, { instancePath: instancePath + "/signature", parentData: data, parentDataProperty: "signature", rootData })) {
                                vErrors = vErrors === null ? validate37.errors : vErrors.concat(validate37.errors);
                                errors = vErrors.length;
                              }
                              var valid0 = _errs21 === errors;
                            } else {
                              var valid0 = true;
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate101.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate101.errors = vErrors;
  return errors === 0;
}
function validate100(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.messages === void 0 && (missing0 = "messages") || data.has_more === void 0 && (missing0 = "has_more")) {
        validate100.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.messages !== void 0) {
          let data0 = data.messages;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate101(data0[i0], { instancePath: instancePath + "/messages/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate101.errors : vErrors.concat(validate101.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate100.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.has_more !== void 0) {
            const _errs4 = errors;
            if (typeof data.has_more !== "boolean") {
              validate100.errors = [{ instancePath: instancePath + "/has_more", schemaPath: "#/properties/has_more/type", keyword: "type", params: { type: "boolean" } }];
              return false;
            }
            var valid0 = _errs4 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate100.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate100.errors = vErrors;
  return errors === 0;
}
var validateMessage = validate101;
var validateProblem = validate114;
function validate114(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.status === void 0 && (missing0 = "status") || data.code === void 0 && (missing0 = "code")) {
        validate114.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.type !== void 0) {
          const _errs1 = errors;
          if (typeof data.type !== "string") {
            validate114.errors = [{ instancePath: instancePath + "/type", schemaPath: "#/properties/type/type", keyword: "type", params: { type: "string" } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.title !== void 0) {
            const _errs3 = errors;
            if (typeof data.title !== "string") {
              validate114.errors = [{ instancePath: instancePath + "/title", schemaPath: "#/properties/title/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.status !== void 0) {
              let data2 = data.status;
              const _errs5 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                validate114.errors = [{ instancePath: instancePath + "/status", schemaPath: "#/properties/status/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs5) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 599 || isNaN(data2)) {
                    validate114.errors = [{ instancePath: instancePath + "/status", schemaPath: "#/properties/status/maximum", keyword: "maximum", params: { comparison: "<=", limit: 599 } }];
                    return false;
                  } else {
                    if (data2 < 100 || isNaN(data2)) {
                      validate114.errors = [{ instancePath: instancePath + "/status", schemaPath: "#/properties/status/minimum", keyword: "minimum", params: { comparison: ">=", limit: 100 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.detail !== void 0) {
                const _errs7 = errors;
                if (typeof data.detail !== "string") {
                  validate114.errors = [{ instancePath: instancePath + "/detail", schemaPath: "#/properties/detail/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
                var valid0 = _errs7 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.code !== void 0) {
                  const _errs9 = errors;
                  if (!validate59(data.code, { instancePath: instancePath + "/code", parentData: data, parentDataProperty: "code", rootData })) {
                    vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
                    errors = vErrors.length;
                  }
                  var valid0 = _errs9 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.instance !== void 0) {
                    const _errs10 = errors;
                    if (typeof data.instance !== "string") {
                      validate114.errors = [{ instancePath: instancePath + "/instance", schemaPath: "#/properties/instance/type", keyword: "type", params: { type: "string" } }];
                      return false;
                    }
                    var valid0 = _errs10 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.retry_after_seconds !== void 0) {
                      let data6 = data.retry_after_seconds;
                      const _errs12 = errors;
                      if (!(typeof data6 == "number" && (!(data6 % 1) && !isNaN(data6)) && isFinite(data6))) {
                        validate114.errors = [{ instancePath: instancePath + "/retry_after_seconds", schemaPath: "#/properties/retry_after_seconds/type", keyword: "type", params: { type: "integer" } }];
                        return false;
                      }
                      if (errors === _errs12) {
                        if (typeof data6 == "number" && isFinite(data6)) {
                          if (data6 > 9007199254740991 || isNaN(data6)) {
                            validate114.errors = [{ instancePath: instancePath + "/retry_after_seconds", schemaPath: "#/properties/retry_after_seconds/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                            return false;
                          } else {
                            if (data6 < 0 || isNaN(data6)) {
                              validate114.errors = [{ instancePath: instancePath + "/retry_after_seconds", schemaPath: "#/properties/retry_after_seconds/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                              return false;
                            }
                          }
                        }
                      }
                      var valid0 = _errs12 === errors;
                    } else {
                      var valid0 = true;
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate114.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate114.errors = vErrors;
  return errors === 0;
}
var validateRefreshRequest = validate116;
function validate116(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.refresh_token === void 0 && (missing0 = "refresh_token")) {
        validate116.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.refresh_token !== void 0) {
          let data0 = data.refresh_token;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 1024) {
                validate116.errors = [{ instancePath: instancePath + "/refresh_token", schemaPath: "#/properties/refresh_token/maxLength", keyword: "maxLength", params: { limit: 1024 } }];
                return false;
              } else {
                if (data0.length < 1) {
                  validate116.errors = [{ instancePath: instancePath + "/refresh_token", schemaPath: "#/properties/refresh_token/minLength", keyword: "minLength", params: { limit: 1 } }];
                  return false;
                }
              }
            } else {
              validate116.errors = [{ instancePath: instancePath + "/refresh_token", schemaPath: "#/properties/refresh_token/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate116.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate116.errors = vErrors;
  return errors === 0;
}
var validateSyncMessage = validate117;
function validate117(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (!(data && typeof data == "object" && !Array.isArray(data))) {
    validate117.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
    return false;
  }
  const _errs1 = errors;
  if (!validate101(data, { instancePath, parentData, parentDataProperty, rootData })) {
    vErrors = vErrors === null ? validate101.errors : vErrors.concat(validate101.errors);
    errors = vErrors.length;
  }
  var valid0 = _errs1 === errors;
  if (valid0) {
    const _errs2 = errors;
    if (!validate97(data, { instancePath, parentData, parentDataProperty, rootData })) {
      vErrors = vErrors === null ? validate97.errors : vErrors.concat(validate97.errors);
      errors = vErrors.length;
    }
    var valid0 = _errs2 === errors;
  }
  validate117.errors = vErrors;
  return errors === 0;
}
var validateSyncResponse = validate120;
function validate120(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.next_cursor === void 0 && (missing0 = "next_cursor") || data.has_more === void 0 && (missing0 = "has_more") || data.messages === void 0 && (missing0 = "messages") || data.notices === void 0 && (missing0 = "notices")) {
        validate120.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.next_cursor !== void 0) {
          let data0 = data.next_cursor;
          const _errs1 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate120.errors = [{ instancePath: instancePath + "/next_cursor", schemaPath: "#/properties/next_cursor/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 9007199254740991 || isNaN(data0)) {
                validate120.errors = [{ instancePath: instancePath + "/next_cursor", schemaPath: "#/properties/next_cursor/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate120.errors = [{ instancePath: instancePath + "/next_cursor", schemaPath: "#/properties/next_cursor/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                  return false;
                }
              }
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.has_more !== void 0) {
            const _errs3 = errors;
            if (typeof data.has_more !== "boolean") {
              validate120.errors = [{ instancePath: instancePath + "/has_more", schemaPath: "#/properties/has_more/type", keyword: "type", params: { type: "boolean" } }];
              return false;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.messages !== void 0) {
              let data2 = data.messages;
              const _errs5 = errors;
              if (errors === _errs5) {
                if (Array.isArray(data2)) {
                  var valid1 = true;
                  const len0 = data2.length;
                  for (let i0 = 0; i0 < len0; i0++) {
                    const _errs7 = errors;
                    if (!validate117(data2[i0], { instancePath: instancePath + "/messages/" + i0, parentData: data2, parentDataProperty: i0, rootData })) {
                      vErrors = vErrors === null ? validate117.errors : vErrors.concat(validate117.errors);
                      errors = vErrors.length;
                    }
                    var valid1 = _errs7 === errors;
                    if (!valid1) {
                      break;
                    }
                  }
                } else {
                  validate120.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/type", keyword: "type", params: { type: "array" } }];
                  return false;
                }
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.notices !== void 0) {
                let data4 = data.notices;
                const _errs8 = errors;
                if (errors === _errs8) {
                  if (Array.isArray(data4)) {
                    var valid2 = true;
                    const len1 = data4.length;
                    for (let i1 = 0; i1 < len1; i1++) {
                      const _errs10 = errors;
                      if (!validate54(data4[i1], { instancePath: instancePath + "/notices/" + i1, parentData: data4, parentDataProperty: i1, rootData })) {
                        vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
                        errors = vErrors.length;
                      }
                      var valid2 = _errs10 === errors;
                      if (!valid2) {
                        break;
                      }
                    }
                  } else {
                    validate120.errors = [{ instancePath: instancePath + "/notices", schemaPath: "#/properties/notices/type", keyword: "type", params: { type: "array" } }];
                    return false;
                  }
                }
                var valid0 = _errs8 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate120.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate120.errors = vErrors;
  return errors === 0;
}
var validateTokenRequest = validate123;
function validate123(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.password === void 0 && (missing0 = "password")) {
        validate123.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          let data0 = data.user;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 1024) {
                validate123.errors = [{ instancePath: instancePath + "/user", schemaPath: "#/properties/user/maxLength", keyword: "maxLength", params: { limit: 1024 } }];
                return false;
              } else {
                if (data0.length < 1) {
                  validate123.errors = [{ instancePath: instancePath + "/user", schemaPath: "#/properties/user/minLength", keyword: "minLength", params: { limit: 1 } }];
                  return false;
                }
              }
            } else {
              validate123.errors = [{ instancePath: instancePath + "/user", schemaPath: "#/properties/user/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.password !== void 0) {
            let data1 = data.password;
            const _errs3 = errors;
            if (errors === _errs3) {
              if (typeof data1 === "string") {
                if (data1.length > 1024) {
                  validate123.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/maxLength", keyword: "maxLength", params: { limit: 1024 } }];
                  return false;
                } else {
                  if (data1.length < 1) {
                    validate123.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/minLength", keyword: "minLength", params: { limit: 1 } }];
                    return false;
                  }
                }
              } else {
                validate123.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate123.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate123.errors = vErrors;
  return errors === 0;
}
var validateTokenResponse = validate124;
function validate124(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.access_token === void 0 && (missing0 = "access_token") || data.token_type === void 0 && (missing0 = "token_type") || data.expires_in === void 0 && (missing0 = "expires_in") || data.refresh_token === void 0 && (missing0 = "refresh_token")) {
        validate124.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.access_token !== void 0) {
          const _errs1 = errors;
          if (typeof data.access_token !== "string") {
            validate124.errors = [{ instancePath: instancePath + "/access_token", schemaPath: "#/properties/access_token/type", keyword: "type", params: { type: "string" } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.token_type !== void 0) {
            const _errs3 = errors;
            if ("Bearer" !== data.token_type) {
              validate124.errors = [{ instancePath: instancePath + "/token_type", schemaPath: "#/properties/token_type/const", keyword: "const", params: { allowedValue: "Bearer" } }];
              return false;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.expires_in !== void 0) {
              let data2 = data.expires_in;
              const _errs4 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                validate124.errors = [{ instancePath: instancePath + "/expires_in", schemaPath: "#/properties/expires_in/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs4) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 9007199254740991 || isNaN(data2)) {
                    validate124.errors = [{ instancePath: instancePath + "/expires_in", schemaPath: "#/properties/expires_in/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                    return false;
                  } else {
                    if (data2 < 1 || isNaN(data2)) {
                      validate124.errors = [{ instancePath: instancePath + "/expires_in", schemaPath: "#/properties/expires_in/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.refresh_token !== void 0) {
                const _errs6 = errors;
                if (typeof data.refresh_token !== "string") {
                  validate124.errors = [{ instancePath: instancePath + "/refresh_token", schemaPath: "#/properties/refresh_token/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
                var valid0 = _errs6 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate124.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate124.errors = vErrors;
  return errors === 0;
}
var validateUploadResult = validate125;
function validate125(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.attachment_id === void 0 && (missing0 = "attachment_id") || data.size === void 0 && (missing0 = "size") || data.sha256 === void 0 && (missing0 = "sha256")) {
        validate125.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.attachment_id !== void 0) {
          const _errs1 = errors;
          if (!validate41(data.attachment_id, { instancePath: instancePath + "/attachment_id", parentData: data, parentDataProperty: "attachment_id", rootData })) {
            vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.size !== void 0) {
            let data1 = data.size;
            const _errs2 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate125.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs2) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate125.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate125.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.sha256 !== void 0) {
              const _errs4 = errors;
              if (!validate43(data.sha256, { instancePath: instancePath + "/sha256", parentData: data, parentDataProperty: "sha256", rootData })) {
                vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate125.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate125.errors = vErrors;
  return errors === 0;
}
var validateUserKeysDocument = validate28;
export {
  validateAccount,
  validateAttachmentRef,
  validateContentAttachment,
  validateConversationList,
  validateConversationSummary,
  validateDeliveryNotice,
  validateDeliveryReport,
  validateDeliveryStatus,
  validateDiscoveryDocument,
  validateDomainKey,
  validateEncryptedKey,
  validateEncryptionKey,
  validateFederationBatch,
  validateFederationBatchEntry,
  validateFederationBatchResult,
  validateFederationResult,
  validateMailboxPosition,
  validateMessage,
  validateMessageContent,
  validateMessagePage,
  validateProblem,
  validateRefreshRequest,
  validateSyncMessage,
  validateSyncResponse,
  validateTokenRequest,
  validateTokenResponse,
  validateUploadResult,
  validateUserKeysDocument
};
