"""What is sent to and from the routes of accounts. Class docstrings are Japanese because the OpenAPI page shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from matching.accounts.people import LONGEST_TOKEN_DAYS, IssuedLink
from matching.corporate.access import Role
from matching.corporate.accounts import Account
from matching.corporate.credentials import StoredToken
from matching.corporate.tables import LARGEST_ID

Name = Annotated[StrictStr, Field(max_length=200)]
Secret = Annotated[StrictStr, Field(min_length=1, max_length=200)]
FirmId = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignIn(_Shape):
    """利用者名（またはメールアドレス）とパスワード。"""

    login: Name = Field(description="利用者名またはメールアドレス", examples=["yamada@example.jp"])
    password: Secret = Field(description="パスワード")


class UsedLink(_Shape):
    """招待または再設定のリンクの末尾と、新しいパスワード。"""

    secret: Secret = Field(description="リンクのアドレスの、最後の / より後ろ")
    password: Secret = Field(description="新しいパスワード（12 文字以上）")


class Forgotten(_Shape):
    """パスワードを忘れた利用者。"""

    login: Name = Field(description="利用者名またはメールアドレス")


class ChangedPassword(_Shape):
    """いまのパスワードと新しいパスワード。"""

    old: Secret = Field(description="いまのパスワード")
    new: Secret = Field(description="新しいパスワード（12 文字以上）")


class OwnChange(_Shape):
    """自分について変えられること。"""

    name: Name = Field(description="氏名")


class NewUser(_Shape):
    """招待する利用者。"""

    name: Name = Field(description="氏名", examples=["山田 花子"])
    roles: list[Role] = Field(
        description="役割（一つ以上）", min_length=1, max_length=6, examples=[["coordinator"]]
    )
    login: Name = Field("", description="利用者名。空ならメールアドレス")
    email: Name = Field("", description="メールアドレス", examples=["yamada@example.jp"])
    supplier_id: FirmId | None = Field(None, description="受注企業の番号（役割 supplier のとき）")
    buyer_id: FirmId | None = Field(None, description="発注企業の番号（役割 buyer のとき）")
    mail: StrictBool = Field(False, description="招待のリンクをメールでも送る")


class UserChange(_Shape):
    """利用者について変えること。書かない項目はそのまま。"""

    name: Name | None = Field(None, description="氏名")
    login: Name | None = Field(None, description="利用者名")
    email: Name | None = Field(None, description="メールアドレス")
    roles: list[Role] | None = Field(None, description="役割（すべて）", min_length=1, max_length=6)
    supplier_id: FirmId | None = Field(None, description="受注企業の番号。null で外す")
    buyer_id: FirmId | None = Field(None, description="発注企業の番号。null で外す")
    locked: StrictBool | None = Field(None, description="true でロックする（サインインは終わる）")

    def values(self) -> dict[str, Any]:
        """What was sent; null takes a firm away, and leaves everything else as it is."""
        sent = self.model_dump(exclude_unset=True)
        return {key: value for key, value in sent.items() if value is not None or key.endswith("_id")}


class NewToken(_Shape):
    """発行するトークン。"""

    label: Name = Field(description="用途", min_length=1, examples=["県のポータル"])
    scopes: list[Annotated[StrictStr, Field(max_length=60)]] = Field(
        default_factory=list,
        max_length=100,
        description="できること「対象:操作」。空なら利用者の役割のとおり。アカウントとトークンの変更は、トークンではできない",
        examples=[["match:make", "supplier:see"]],
    )
    days: StrictInt = Field(90, ge=1, le=LONGEST_TOKEN_DAYS, description="何日有効か")
    user_id: FirmId | None = Field(None, description="だれのトークンか（管理者だけが、ほかの人を指定できる）")


class AccountShape(_Shape):
    """利用者。"""

    id: int = Field(description="利用者の番号")
    key: str = Field(description="記録に残る印", examples=["u12"])
    name: str = Field(description="氏名。削除済みなら空")
    login: str = Field(description="利用者名")
    email: str = Field(description="メールアドレス")
    roles: list[Role] = Field(description="役割")
    supplier_id: int | None = Field(description="受注企業の番号")
    supplier: str = Field(description="受注企業の名前")
    buyer_id: int | None = Field(description="発注企業の番号")
    buyer: str = Field(description="発注企業の名前")
    state: str = Field(description="招待中、利用中、ロック、停止のどれか")
    version: int = Field(description="変わるたびに増える番号（ETag）")
    created_at: datetime = Field(description="登録した日時（UTC）")
    signed_in_at: datetime | None = Field(description="最後にサインインした日時（UTC）")

    @classmethod
    def of(cls, account: Account) -> AccountShape:
        """An account as it is answered."""
        fields = {key: getattr(account, key) for key in cls.model_fields if key != "roles"}
        return cls(roles=sorted(account.roles), **fields)


class AccountsShape(_Shape):
    """利用者の一覧の 1 ページ。"""

    items: list[AccountShape] = Field(description="利用者")
    next: str | None = Field(description="続きがあれば、次の after に指定する値")


class LinkShape(_Shape):
    """一度だけ使えるリンク。ここにだけ出て、あとから見ることはできない。"""

    user: AccountShape = Field(description="だれのリンクか")
    kind: str = Field(description="invitation（招待）か reset（再設定）")
    address: str = Field(description="開くアドレス")
    notice: str = Field(
        description="アドレスについての注意。public_url の設定がなく、届かないおそれがあるとき。なければ空"
    )
    text: str = Field(description="印刷して渡す文面")
    expires_at: datetime = Field(description="期限（UTC）")
    mailed: bool = Field(description="メールでも送ったか")

    @classmethod
    def of(cls, link: IssuedLink) -> LinkShape:
        """A link as it is answered."""
        return cls(
            user=AccountShape.of(link.account),
            kind=link.kind,
            address=link.letter.address,
            notice=link.letter.notice,
            text=link.letter.text,
            expires_at=link.expires_at,
            mailed=link.mailed,
        )


class SessionShape(_Shape):
    """サインインしている所。"""

    id: int = Field(description="番号")
    way: str = Field(description="password（パスワード）か oidc（組織の認証）")
    made_at: datetime = Field(description="サインインした日時（UTC）")
    seen_at: datetime = Field(description="最後に使った日時（UTC）")
    expires_at: datetime = Field(description="期限（UTC）")


class SessionsShape(_Shape):
    """自分がサインインしている所の一覧。"""

    items: list[SessionShape] = Field(description="新しい順")


class TokenShape(_Shape):
    """トークン（値そのものは発行のときにだけ出る）。"""

    id: int = Field(description="番号")
    user_id: int = Field(description="だれのものか")
    label: str = Field(description="用途")
    scopes: list[str] = Field(description="できること。空なら利用者の役割のとおり")
    made_at: datetime = Field(description="発行した日時（UTC）")
    expires_at: datetime = Field(description="期限（UTC）")
    used_at: datetime | None = Field(description="最後に使った日時（UTC）")

    @classmethod
    def of(cls, token: StoredToken) -> TokenShape:
        """A token as it is answered."""
        fields = {key: getattr(token, key) for key in cls.model_fields if key != "scopes"}
        return cls(scopes=list(token.scopes), **fields)


class TokensShape(_Shape):
    """トークンの一覧。"""

    items: list[TokenShape] = Field(description="新しい順")


class IssuedTokenShape(_Shape):
    """発行したトークン。secret はここにだけ出る。"""

    token: TokenShape = Field(description="トークン")
    secret: str = Field(description="Authorization: Bearer に続けて送る値")


class SaidShape(_Shape):
    """利用者への一文。"""

    message: str = Field(description="どうなったか、次に何をすればよいか")
